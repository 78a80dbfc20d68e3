using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>Spec + shape → an algorithm with all its decisions made.</summary>
internal static class Planner
{
    /// <summary>Plans with the environment's algorithm and threads.</summary>
    public static PlannedConv Plan(Conv2dShape shape) =>
        Plan(shape, Environment.GetEnvironmentVariable(AlgorithmTable.Variable), ConvExecution.ResolveThreads());

    /// <summary>Plans for an algorithm (null or empty: the best row) and a number of threads.</summary>
    public static PlannedConv Plan(Conv2dShape shape, string? algorithm, int threads)
    {
        var row = AlgorithmTable.Choose(shape, algorithm, out string why);
        var prepared = row.Prepare(shape, threads);
        return new PlannedConv(shape, row.Name, why, algorithm, threads, prepared);
    }
}

/// <summary>A planned convolution: what to tell (<see cref="Describe"/>) and what to run.</summary>
internal sealed record PlannedConv(Conv2dShape Shape, string Algorithm, string Reason, string? Forced, int AskedThreads, IPreparedConv Prepared)
{
    public ConvPlan Describe() => new(
        Shape, Algorithm, Reason, Prepared.Threads, sizeof(float) * Prepared.ScratchFloats, sizeof(float) * Prepared.PackedFloats, Prepared.Blocking, Roofline.Bound(Shape, Prepared.Use), Prepared.Error);

    /// <summary>Refuses packed weights and scratch that do not fit this machine's memory.</summary>
    /// <exception cref="ConvException">They do not.</exception>
    public void RequireMemory()
    {
        double bytes = sizeof(float) * ((double)Prepared.ScratchFloats + Prepared.PackedFloats);
        if (!MemoryBudget.Has(bytes))
            throw MemoryBudget.TooLarge($"The workspace of {Algorithm} for {Shape.Spec} on {Conv2dShape.Shape(Shape.Input)}", bytes);
    }
}
