using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>The last few plans of one layer, so that calls with the same shape plan once. Safe for several threads.</summary>
internal sealed class PlanCache(ConvSpec spec)
{
    private const int Kept = 4;

    private PlannedConv[] _plans = [];

    private static string? Algorithm => Environment.GetEnvironmentVariable(AlgorithmTable.Variable);

    /// <summary>The plan for an input of these lengths under the environment's algorithm and threads of now.</summary>
    public PlannedConv Get(ReadOnlySpan<nint> lengths, TensorShape? outputSize = null) =>
        Find(lengths, outputSize) ?? Add(ConvShape.Infer(spec, lengths, outputSize));

    /// <summary>The kept plan; null where there is none. Allocates nothing.</summary>
    public PlannedConv? Find(ReadOnlySpan<nint> lengths, TensorShape? outputSize)
    {
        string? algorithm = Algorithm;
        int threads = ConvExecution.ResolveThreads();
        foreach (var plan in Volatile.Read(ref _plans))
        {
            var shape = plan.Shape;
            bool isOutput = outputSize is { } size ? shape.IsOutputSize(size) : shape.OutputPadding == spec.OutputPadding;
            if (plan.AskedThreads == threads && plan.Forced == algorithm && shape.IsInput(lengths) && isOutput)
                return plan;
        }

        return null;
    }

    /// <summary>Plans for a shape and keeps the plan.</summary>
    public PlannedConv Add(ConvShape shape)
    {
        var added = Planner.Plan(shape, Algorithm, ConvExecution.ResolveThreads());
        Volatile.Write(ref _plans, [added, .. Volatile.Read(ref _plans).Take(Kept - 1)]);
        return added;
    }
}
