using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>The gradient with respect to the weight, in vectors of pixels: plan and run. Immutable.</summary>
internal sealed unsafe class WeightGradient
{
    private readonly WeightBlocking _blocking;
    private readonly WeightRun _run;

    public WeightGradient(ConvShape shape, int lanes, int threads)
    {
        _blocking = new WeightBlocking(shape, lanes, threads);
        _run = new WeightRun(_blocking);
    }

    /// <summary>The best for a shape; null where it is too large or empty.</summary>
    public static WeightGradient? For(ConvShape shape, int threads) => shape.Batch > 0 && WeightBlocking.Fits(shape) ? new(shape, Lanes(shape), threads) : null;

    /// <summary>Computes it.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="gradOutput">The gradient with respect to its output.</param>
    /// <param name="gradWeight">Takes the gradient with respect to the weight.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="ConvException">The workspace does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(float* x, float* gradOutput, float* gradWeight, Cancellation cancellation)
    {
        var b = _blocking;
        double bytes = sizeof(float) * (double)b.ScratchFloats;
        if (!MemoryBudget.Has(bytes))
            throw MemoryBudget.TooLarge($"The workspace of the weight's gradient for {b.Shape.Spec} on {ConvShape.Shape(b.Shape.Input)}", bytes);
        using var memory = Workspace.Rent((long)bytes);
        bool transposed = b.Shape.Spec.Transposed;
        // Narrow tensor, wide tensor, and the sums.
        var buffers = new ConvBuffers(transposed ? x : gradOutput, transposed ? gradOutput : x, null, gradWeight, null, memory.Floats);
        WorkerPool.Run(_run, buffers, b.Items, b.Threads, cancellation);
        _run.AddParts(buffers);
    }

    /// <summary>The lanes that take the fewest cycles for a row of pixels.</summary>
    private static int Lanes(ConvShape shape)
    {
        var spec = shape.Spec;
        int channels = Math.Min(WeightTiles.MostChannels, spec.Transposed ? spec.InChannelsPerGroup : spec.OutChannelsPerGroup), taps = WeightTiles.MostTaps(channels);
        double width = spec.Transposed ? shape.InSize[^1] : shape.OutSize[^1];
        int[] widths = [16, 8, 4, 1];
        return widths.Where(lanes => lanes <= VectorUnit.BestLanes && (lanes > 1 || VectorUnit.BestLanes == 1)).MinBy(
            lanes => Math.Ceiling(width / lanes) * VectorUnit.TapCycles(lanes, channels * taps, (channels + taps) * VectorUnit.UnalignedLoad(lanes)));
    }
}
