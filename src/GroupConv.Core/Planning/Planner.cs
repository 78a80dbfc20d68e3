using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Parts;
using GroupConv.Core.Parts.Spread;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>Spec + shape → an algorithm with all its decisions made.</summary>
internal static class Planner
{
    /// <summary>Plans with the environment's algorithm and threads.</summary>
    public static PlannedConv Plan(ConvShape shape) =>
        Plan(shape, Environment.GetEnvironmentVariable(AlgorithmTable.Variable), ConvExecution.ResolveThreads());

    /// <summary>Plans for an algorithm (null or empty: the best row) and a number of threads.</summary>
    public static PlannedConv Plan(ConvShape shape, string? algorithm, int threads)
    {
        if (shape is not Conv2dShape image)
        {
            if (string.IsNullOrEmpty(algorithm) && SpreadConv.For(shape, VectorUnit.BestLanes, threads) is { } spread)
                return new PlannedConv(shape, SpreadConv.Name, SpreadConv.Why, algorithm, threads, spread);
            string whyNot = $"forced by {AlgorithmTable.Variable}";
            if (algorithm != ReferenceConvolution.RowName && PartsConv.For(shape, algorithm, threads, out whyNot) is { } parts)
                return new PlannedConv(shape, parts.Algorithm, parts.Reason, algorithm, threads, parts);
            return new PlannedConv(shape, ReferenceConvolution.RowName, $"{ReferenceConvolution.Why}; {whyNot}", algorithm, threads, new ReferenceLoops(shape));
        }

        var row = AlgorithmTable.Choose(image, algorithm, out string why);
        return new PlannedConv(shape, row.Name, why, algorithm, threads, row.Prepare(image, threads));
    }
}

/// <summary>A planned convolution: what to tell (<see cref="Describe"/>) and what to run.</summary>
internal sealed record PlannedConv(ConvShape Shape, string Algorithm, string Reason, string? Forced, int AskedThreads, IPreparedConv Prepared)
{
    // The question itself takes time and memory: once is enough.
    private bool _fits;

    public ConvPlan Describe() => new(
        Shape, Algorithm, Reason, Prepared.Threads, sizeof(float) * Prepared.ScratchFloats, sizeof(float) * Prepared.PackedFloats, Prepared.Blocking, Roofline.Bound(Shape, Prepared.Use), Prepared.Error);

    /// <summary>Refuses packed weights and scratch that do not fit this machine's memory.</summary>
    /// <exception cref="ConvException">They do not.</exception>
    public void RequireMemory()
    {
        if (_fits)
            return;
        double bytes = sizeof(float) * ((double)Prepared.ScratchFloats + Prepared.PackedFloats);
        _fits = MemoryBudget.Has(bytes);
        if (!_fits)
            throw MemoryBudget.TooLarge($"The workspace of {Algorithm} for {Shape.Spec} on {ConvShape.Shape(Shape.Input)}", bytes);
    }
}
