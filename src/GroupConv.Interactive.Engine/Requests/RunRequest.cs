using System.Diagnostics;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>run</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Its input.</param>
/// <param name="Seed">The seed of new weights; null where it was not given.</param>
/// <param name="StoreAs">The variable for the output, or null.</param>
internal sealed record RunRequest(Layer Layer, TensorInput Input, int? Seed, string? StoreAs)
{
    /// <summary>Runs the layer, remembers that it made the output, and stores that.</summary>
    /// <exception cref="ConvException">The input does not fit, or there is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public RunResult Answer(Notebook notebook)
    {
        var x = Input.Value;
        ConvExecution.RequireMemory(ConvShape.Infer(Layer.Spec, x.Lengths)); // what cannot be is found before weights are made
        var (conv, layerCSharp) = Layer.WithWeights(Seed);
        var plan = conv.Plan(x.Lengths);
        long started = Stopwatch.GetTimestamp();
        var y = conv.Forward(x, notebook.Cancellation);
        var elapsed = Stopwatch.GetElapsedTime(started);
        notebook.Remember(y, conv.Spec);
        if (StoreAs is not null)
            notebook.Set(StoreAs, y);
        string call = $"{layerCSharp}.Forward({Input.CSharp})";
        return new RunResult(
            plan, y, NonFinite(x), elapsed, Input.Source, StoreAs, StoreAs is null ? call : $"var {StoreAs} = {call};", x);
    }

    private static long NonFinite(Tensor<float> tensor)
    {
        long count = 0;
        foreach (float value in tensor)
            count += float.IsFinite(value) ? 0 : 1;
        return count;
    }
}
