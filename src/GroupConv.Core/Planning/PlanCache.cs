using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>
/// The most recent plans of one layer, so that repeated calls with the same shape and options are planned once. Thread-safe.
/// </summary>
internal sealed class PlanCache(ConvSpec spec)
{
    private const int Kept = 4;

    private PlannedConv[] _plans = [];

    /// <summary>The plan for an input of these lengths, according to the options or, without them, the current environment.</summary>
    public PlannedConv Get(ReadOnlySpan<nint> lengths, TensorShape? outputSize, ConvOptions? options) =>
        Find(lengths, outputSize, options) ?? Add(ConvShape.Infer(spec, lengths, outputSize), options);

    /// <summary>The cached plan, or null. Allocates nothing.</summary>
    public PlannedConv? Find(ReadOnlySpan<nint> lengths, TensorShape? outputSize, ConvOptions? options)
    {
        var algorithm = AlgorithmRequest.Of(options);
        int threads = ConvExecution.ResolveThreads(options);
        foreach (var plan in Volatile.Read(ref _plans))
        {
            var shape = plan.Shape;
            bool isOutput = outputSize is { } size ? shape.IsOutputSize(size) : shape.OutputPadding == spec.OutputPadding;
            if (plan.AskedThreads == threads && plan.Asked == algorithm && shape.IsInput(lengths) && isOutput)
                return plan;
        }

        return null;
    }

    /// <summary>Plans for a shape and caches the plan.</summary>
    public PlannedConv Add(ConvShape shape, ConvOptions? options)
    {
        var added = Planner.Plan(shape, AlgorithmRequest.Of(options), ConvExecution.ResolveThreads(options));
        Volatile.Write(ref _plans, [added, .. Volatile.Read(ref _plans).Take(Kept - 1)]);
        return added;
    }
}
