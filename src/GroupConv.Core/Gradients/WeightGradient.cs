using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>The gradient with respect to the weight, in vectors of pixels or of channels: plan and run. Immutable.</summary>
internal sealed unsafe class WeightGradient
{
    private static readonly int[] s_widths = [16, 8, 4, 1];

    private readonly WeightBlocking _blocking;
    private readonly WeightRun _run;

    public WeightGradient(ConvShape shape, int lanes, bool byChannels, int threads)
    {
        _blocking = new WeightBlocking(shape, lanes, byChannels, threads);
        _run = new WeightRun(_blocking);
    }

    /// <summary>The best for a shape; null where it is too large or empty.</summary>
    public static WeightGradient? For(ConvShape shape, int threads)
    {
        if (shape.Batch == 0 || !WeightBlocking.Fits(shape))
            return null;
        (int lanes, bool byChannels) = s_widths
            .Where(lanes => lanes <= VectorUnit.BestLanes && (lanes > 1 || VectorUnit.BestLanes == 1))
            .SelectMany(lanes => new[] { (lanes, false), (lanes, true) })
            .MinBy(way => Cycles(shape, way.Item1, way.Item2));
        return new WeightGradient(shape, lanes, byChannels, threads);
    }

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

    /// <summary>Cycles for a weight and a row of pixels, as far as tiles tell.</summary>
    private static double Cycles(ConvShape shape, int lanes, bool byChannels)
    {
        // Instructions that begin in a cycle; cycles to add up the lanes of a sum, and to put a pixel among its channels.
        const double issueWidth = 4.5, addUp = 12, transpose = 1.5;
        var spec = shape.Spec;
        int narrow = spec.Transposed ? spec.InChannelsPerGroup : spec.OutChannelsPerGroup, wide = spec.Transposed ? spec.OutChannelsPerGroup : spec.InChannelsPerGroup;
        int all = wide * (int)(Conv2dCost.WeightElements(spec) / spec.WeightShape[0] / spec.WeightShape[1]);
        var size = spec.Transposed ? shape.InSize : shape.OutSize;
        double width = size[^1], rows = shape.Batch * size.Take(size.Count - 1).Aggregate(1.0, (product, length) => product * length);
        if (byChannels)
        {
            int vectors = (narrow + lanes - 1) / lanes, ofTile = Math.Min(vectors, ChannelWeightTiles.MostVectors), taps = Taps(all, ChannelWeightTiles.MostTaps(ofTile));
            double tile = width * VectorUnit.TapCycles(lanes, ofTile * taps, ofTile + taps) + (taps + 4) / issueWidth;
            return tile / (ofTile * taps) * vectors / narrow + transpose * width / all;
        }
        else
        {
            int channels = Math.Min(WeightTiles.MostChannels, narrow), taps = Taps(all, WeightTiles.MostTaps(channels));
            double tile = Math.Ceiling(width / lanes) * VectorUnit.TapCycles(lanes, channels * taps, (channels + taps) * VectorUnit.UnalignedLoad(lanes));
            return (tile + (channels + taps + 4) / issueWidth) / (channels * taps) + addUp / rows;
        }
    }

    /// <summary>Taps of a tile, where all are shared out evenly.</summary>
    private static int Taps(int all, int most)
    {
        int tiles = (all + most - 1) / most;
        return (all + tiles - 1) / tiles;
    }
}
