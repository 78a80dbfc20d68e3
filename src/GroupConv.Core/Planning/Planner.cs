using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>Plans a layer applied to an input: splits it into problems and chooses a row of the algorithm table for each.</summary>
internal static class Planner
{
    /// <summary>Plans with the environment's algorithm and number of threads.</summary>
    public static PlannedConv Plan(ConvShape shape) =>
        Plan(shape, AlgorithmRequest.Of(null), ConvExecution.ResolveThreads());

    /// <summary>Plans with a requested algorithm and number of threads.</summary>
    public static PlannedConv Plan(ConvShape shape, AlgorithmRequest algorithm, int threads)
    {
        if (shape.OutSize.Min() == 0)
        {
            return new PlannedConv(
                shape, ReferenceConvolution.RowName, "the output is empty: nothing is computed", algorithm, threads,
                    new ReferenceLoops(shape));
        }

        if (AlgorithmTable.ChooseWhole(shape, algorithm, threads) is { } whole)
            return new PlannedConv(shape, whole.Row.Name, whole.Why, algorithm, threads, whole.Offer.Build(FilterLayout.None));
        return PlanParts(shape, algorithm, threads);
    }

    /// <summary>Plans a layer as a list of problems.</summary>
    public static PlannedConv PlanParts(ConvShape shape, AlgorithmRequest algorithm, int threads)
    {
        string whyNot = $"forced by {algorithm.Source}";
        var layer = algorithm.Name == ReferenceConvolution.RowName ? null : LayerParts.Of(shape, out whyNot);
        if (layer is null)
        {
            return new PlannedConv(
                shape,
                ReferenceConvolution.RowName,
                $"{ReferenceConvolution.Why}; {whyNot}",
                algorithm,
                threads,
                new ReferenceLoops(shape));
        }

        var plans = new PartPlans(layer, shape.Spec, algorithm, threads);
        IPreparedConv[] convs = [.. layer.Parts.Select(part => plans.Plan(part))];
        // A single problem without steps before or after it runs by itself.
        bool isOne = layer.IsOne && (layer.Parts[0].HasDenseFilters || convs[0].PacksFilters);
        var conv = isOne ? convs[0] : new PartsConv(layer, convs, shape.OutputElements);
        return new PlannedConv(shape, plans.Algorithm, plans.Reason, algorithm, threads, conv);
    }
}
