using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Bench.Harness;

/// <summary>Ours against ONNX Runtime on one layer.</summary>
internal static class Comparison
{
    /// <summary>Checks that both results agree, then measures both, interleaved.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="threads">Threads of each side.</param>
    /// <param name="effort">How long to measure.</param>
    public static Row Run(Layer layer, int threads, Effort effort)
    {
        var data = new LayerData(layer);
        using var ours = new GroupConvPeer(data, threads);
        ConvPlan plan;
        try
        {
            plan = ours.Prepared.Plan;
        }
        catch (ConvException refused) when (layer.Algorithm is not null)
        {
            return Row.Skipped(layer, threads, refused.Problem);
        }

        using var theirs = new OnnxRuntimePeer(data, threads);
        ours.Run();
        theirs.Run();
        var agreement = Agreement.Of(layer, ours.Output.Span, theirs.Output.Span);
        return agreement.Holds
            ? Row.Measured(layer, threads, plan, agreement, Interleaver.Run(threads, effort, ours.Run, theirs.Run))
            : Row.Disagreeing(layer, threads, plan, agreement);
    }
}
