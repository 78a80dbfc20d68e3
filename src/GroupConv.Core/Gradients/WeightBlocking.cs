using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// All sizes of the weight's gradient for a layer on an input. Convolutions and transposed convolutions share one implementation: both
/// multiply pixels of a narrow tensor (the output, or the input if transposed) by pixels of a wide tensor (the other one), and the weight
/// is [narrow channels, wide channels / groups, k...] for both.
/// </summary>
/// <remarks>Blocks and parts do not depend on the number of threads, so neither does the order of any sum.</remarks>
internal sealed class WeightBlocking
{
    private const int NarrowChannels = 16;

    public WeightBlocking(ConvShape shape, int lanes, bool byChannels, int threads)
    {
        Shape = shape;
        Lanes = lanes;
        var costs = MachineCosts.Of(lanes);
        ByChannels = byChannels;
        var spec = shape.Spec;
        Narrow = spec.Transposed ? spec.InChannelsPerGroup : spec.OutChannelsPerGroup;
        Wide = spec.Transposed ? spec.OutChannelsPerGroup : spec.InChannelsPerGroup;
        NarrowSize = Volume(spec.Transposed ? shape.InSize : shape.OutSize);
        WideSize = Volume(spec.Transposed ? shape.OutSize : shape.InSize);
        LineMap depth = Map(shape, 0), rows = Map(shape, 1), columns = Map(shape, 2);
        Depths = [.. depth.Taps.Select(tap => depth.Sources[tap.Slot][tap.Place..(tap.Place + NarrowSize[0])])];
        PlaneTaps = rows.Taps.Length * columns.Taps.Length;

        Pitch = byChannels ? NarrowSize[2] : (NarrowSize[2] + lanes - 1) / lanes * lanes;
        double fittingSums = costs.GradientSumFloats / ((double)Depths.Length * PlaneTaps * lanes);
        int mostNarrow = byChannels
            ? ChannelWeightTiles.MostVectors * lanes
            : (int)Math.Clamp(fittingSums, WeightTiles.MostChannels, NarrowChannels);
        NarrowBlocks = Blocks(Narrow, mostNarrow);
        // Blocks consist of whole vectors of channels.
        int whole = byChannels ? lanes : 1;
        NarrowBlock = Blocks(Blocks(Narrow, whole), NarrowBlocks) * whole;
        NarrowBlocks = Blocks(Narrow, NarrowBlock);
        double columnFloats = (double)columns.Length * rows.Slots * columns.Slots;
        double sumFloats = byChannels ? 1 : lanes;
        double most = Math.Min(
            costs.GradientSumFloats / (NarrowBlock * sumFloats * Depths.Length * PlaneTaps),
            costs.GradientBandFloats / (columnFloats * (2 + 3 * rows.Reach)));
        WideBlocks = Blocks(Wide, (int)Math.Clamp(most, 1, Wide));
        WideBlock = (Wide + WideBlocks - 1) / WideBlocks;

        double narrowFloats = byChannels && NarrowBlock > 2 * lanes ? costs.WideTileRowFloats : costs.GradientRowFloats;
        double fitting = Math.Min(
            Math.Floor(costs.GradientBandFloats / (columnFloats * WideBlock)) - rows.Reach, narrowFloats / ((double)NarrowBlock * Pitch));
        double bandRows = Math.Clamp(Math.Floor(fitting), Math.Min(NarrowSize[1], 2 + 2 * rows.Reach), NarrowSize[1]);
        Bands = (int)Math.Ceiling(NarrowSize[1] / bandRows);
        BandRows = (NarrowSize[1] + Bands - 1) / Bands;
        Planes = new PaddedPlanes(rows, columns, WideSize[1], WideSize[2], readsInput: false, BandRows, lanes);

        Images = shape.Batch * NarrowSize[0] * Bands;
        double pixels = (double)shape.Batch * NarrowSize[0] * NarrowSize[1] * Pitch;
        double blockMacs = pixels * NarrowBlock * WideBlock * Depths.Length * PlaneTaps;
        Cut = new WeightCut(shape, (long)spec.Groups * NarrowBlocks * WideBlocks, blockMacs, Images, ThreadFloats, threads);
    }

    public ConvShape Shape { get; }

    public int Lanes { get; }

    /// <summary>Whether vectors hold narrow channels rather than pixels of a row.</summary>
    public bool ByChannels { get; }

    /// <summary>Channels of a group of the narrow tensor.</summary>
    public int Narrow { get; }

    /// <summary>Channels of a group of the wide tensor.</summary>
    public int Wide { get; }

    /// <summary>Depth, height and width of the narrow tensor.</summary>
    public int[] NarrowSize { get; }

    /// <summary>Depth, height and width of the wide tensor.</summary>
    public int[] WideSize { get; }

    /// <summary>Per tap in depth and slice of the narrow tensor: the slice of the wide tensor; −1 for zeros.</summary>
    public int[][] Depths { get; }

    /// <summary>Taps in a slice: kH · kW.</summary>
    public int PlaneTaps { get; }

    /// <summary>Distance between two narrow rows if they are copied; whole vectors.</summary>
    public int Pitch { get; }

    /// <summary>Whether narrow rows fill whole vectors and are read without copying.</summary>
    public bool ReadsNarrow => !ByChannels && Pitch == NarrowSize[2];

    public int NarrowBlocks { get; }

    /// <summary>Narrow channels of a block; the last block may have fewer. Whole vectors if vectors hold channels.</summary>
    public int NarrowBlock { get; }

    public int WideBlocks { get; }

    public int WideBlock { get; }

    public int Bands { get; }

    /// <summary>Narrow rows of a band; the last band may have fewer.</summary>
    public int BandRows { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Number of images that a block sums over: batch × slices × bands.</summary>
    public long Images { get; }

    /// <summary>The partition into units of work.</summary>
    public WeightCut Cut { get; }

    /// <summary>Floats of one thread's planes.</summary>
    public long PlaneFloats => Workspace.WholeLines((long)WideBlock * Planes.ChannelFloats + Lanes);

    /// <summary>Floats of one thread's narrow rows.</summary>
    public long RowFloats => ReadsNarrow ? 0 : Workspace.WholeLines((long)NarrowBlock * BandRows * Pitch);

    /// <summary>Distance between the sums of two narrow channels, or of two vectors of them.</summary>
    public long SumsStride => (long)Depths.Length * WideBlock * PlaneTaps * Lanes;

    public long ThreadFloats => PlaneFloats + RowFloats + Workspace.WholeLines(Sums(NarrowBlock) * SumsStride);

    /// <summary>Rows of sums for a number of narrow channels.</summary>
    public int Sums(int narrows) => ByChannels ? (narrows + Lanes - 1) / Lanes : narrows;

    /// <summary>Whether all offsets fit 32 bits.</summary>
    public static bool Fits(ConvShape shape)
    {
        double floats = 1;
        var spec = shape.Spec;
        for (int d = 0; d < spec.Dims; d++)
        {
            double narrow = spec.Transposed ? shape.InSize[d] : shape.OutSize[d];
            double wide = spec.Transposed ? shape.OutSize[d] : shape.InSize[d];
            double stride = spec.Stride[d];
            double taps = spec.KernelSize[d];
            double plane = (narrow + (taps - 1) * spec.Dilation[d] / stride) * Math.Min(stride, taps);
            floats *= Math.Max(taps, Math.Max(wide, plane));
        }

        return floats < 1 << 28;
    }

    private static LineMap Map(ConvShape shape, int at)
    {
        var spec = shape.Spec;
        int d = at - 3 + spec.Dims;
        if (d < 0)
            return new LineMap(1, 1, 1, 1, 1, 0, PaddingMode.Zeros);
        (long wide, long narrow) = spec.Transposed ? (shape.OutSize[d], shape.InSize[d]) : (shape.InSize[d], shape.OutSize[d]);
        return new LineMap(
            (int)wide, (int)narrow, spec.KernelSize[d], spec.Stride[d], spec.Dilation[d], shape.Padding.Before[d], spec.PaddingMode);
    }

    internal static int[] Volume(IReadOnlyList<long> size) =>
        [.. Enumerable.Repeat(1, 3 - size.Count), .. size.Select(length => (int)length)];

    internal static int Blocks(int channels, int most) => (channels + most - 1) / most;
}
