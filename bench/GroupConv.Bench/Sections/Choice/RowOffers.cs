using GroupConv.Bench.Layers;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Problems;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>A row of the algorithm table that the planner may choose for a layer.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Cycles">The cycles that it estimates, or null without an estimate.</param>
internal sealed record RowOffer(string Name, double? Cycles);

/// <summary>The offers of the algorithm table's rows for a layer. The only part of the benchmarks that uses the table.</summary>
internal static class RowOffers
{
    /// <summary>
    /// The rows that the planner may choose. Excludes rows that refuse the layer, rows that run only if requested (Winograd, whose rounding
    /// error is larger), and the reference, which is never faster than another row.
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
