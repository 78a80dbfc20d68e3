using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>The last few plans of one layer, so that calls with the same shape plan once. Safe for several threads.</summary>
internal sealed class PlanCache(ConvSpec spec)
{
    private const int Kept = 4;

    private PlannedConv[] _plans = [];

    /// <summary>The plan for an input of these lengths under the environment's algorithm and threads of now.</summary>
    public PlannedConv Get(ReadOnlySpan<nint> lengths, IReadOnlyList<int>? outputSize = null)
    {
        var asked = outputSize is null ? null : ConvShape.Infer(spec, lengths, outputSize);
        var outputPadding = asked?.OutputPadding ?? spec.OutputPadding;
        string? algorithm = Environment.GetEnvironmentVariable(AlgorithmTable.Variable);
        int threads = ConvExecution.ResolveThreads();
        var plans = Volatile.Read(ref _plans);
        foreach (var plan in plans)
        {
            if (plan.AskedThreads == threads && plan.Forced == algorithm && plan.Shape.IsInput(lengths) && plan.Shape.OutputPadding == outputPadding)
                return plan;
        }

        var added = Planner.Plan(asked ?? ConvShape.Infer(spec, lengths), algorithm, threads);
        Volatile.Write(ref _plans, [added, .. plans.Take(Kept - 1)]);
        return added;
    }
}
