using GroupConv.Bench.Layers;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Problems;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>A row of the algorithm table that the planner may choose for a layer.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Cycles">The cycles that it expects, or null where it expects none.</param>
internal sealed record RowOffer(string Name, double? Cycles);

/// <summary>What the rows of the algorithm table say of a layer. The one place of the benchmarks that knows the table.</summary>
internal static class RowOffers
{
    /// <summary>
    /// The rows that compute the layer unasked. Those that refuse it are left out, and those that must be asked for (Winograd rounds
    /// otherwise), and the reference, whose plain loops no planner chooses beside another row.
    /// </summary>
    public static IReadOnlyList<RowOffer> Of(Layer layer)
    {
        var problem = ImageProblem.Of(layer.Shape);
        return
        [
            .. from row in AlgorithmTable.Rows
               where row.Name != ReferenceConvolution.RowName
               let offer = row.Offer(problem, threads: 1) as Offered
               where offer is not null
               select new RowOffer(row.Name, offer.Cycles),
        ];
    }
}
