using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// All sizes of the weight's gradient if lanes are groups: a vector holds one pixel of the same channel of several groups. Short rows and
/// large strides waste no lanes, because neighbours in memory are groups rather than pixels, and no horizontal sums are needed. See
/// <see cref="WeightBlocking"/> for narrow and wide.
/// </summary>
internal sealed class GroupWeightBlocking
{
    private const int NarrowChannels = 16;
    private const int FewRows = 4;

    public GroupWeightBlocking(ConvShape shape, int lanes, int threads)
    {
        (Shape, Lanes) = (shape, lanes);
        var costs = MachineCosts.Of(lanes);
        var spec = shape.Spec;
        (Narrow, Wide) = spec.Transposed
            ? (spec.InChannelsPerGroup, spec.OutChannelsPerGroup)
            : (spec.OutChannelsPerGroup, spec.InChannelsPerGroup);
        NarrowSize = WeightBlocking.Volume(spec.Transposed ? shape.InSize : shape.OutSize);
        WideSize = WeightBlocking.Volume(spec.Transposed ? shape.OutSize : shape.InSize);
        (int[] kernel, int[] stride, int[] dilation, int[] before) = (
            Volume(spec.KernelSize), Volume(spec.Stride), Volume(spec.Dilation), Volume(shape.Padding.Before, 0));
        Sources = [.. Enumerable.Range(0, 3).Select(d => Line(d).Sources[0])];
        Depths = [.. Enumerable.Range(0, kernel[0]).Select(SourcesOfTap)];
        (Strides, Before) = (stride, before);
        int rowFloats = Columns * lanes, span = (kernel[1] - 1) * dilation[1] + 1;

        PlaneTaps = kernel[1] * kernel[2];
        double tapFloats = (double)Depths.Length * PlaneTaps * lanes;
        NarrowBlocks = WeightBlocking.Blocks(
            Narrow, (int)Math.Clamp(costs.GradientSumFloats / tapFloats, WeightTiles.MostChannels, NarrowChannels));
        NarrowBlock = WeightBlocking.Blocks(Narrow, NarrowBlocks);
        int fewRows = Math.Min(FewRows, NarrowSize[1]), narrowRow = NarrowBlock * NarrowSize[2] * lanes;
        double most = Math.Min(
            costs.GradientSumFloats / (NarrowBlock * tapFloats),
            ((double)costs.GroupBandFloats - fewRows * narrowRow) / ((double)rowFloats * ((fewRows - 1) * stride[1] + span)));
        WideBlocks = WeightBlocking.Blocks(Wide, (int)Math.Clamp(most, 1, Wide));
        WideBlock = WeightBlocking.Blocks(Wide, WideBlocks);

        double wideRow = (double)WideBlock * rowFloats;
        double fitting = (costs.GroupBandFloats - wideRow * (span - stride[1])) / (wideRow * stride[1] + narrowRow);
        double bandRows = Math.Clamp(Math.Floor(fitting), fewRows, NarrowSize[1]);
        Bands = (int)Math.Ceiling(NarrowSize[1] / bandRows);
        BandRows = WeightBlocking.Blocks(NarrowSize[1], Bands);
        Bands = WeightBlocking.Blocks(NarrowSize[1], BandRows);
        PlaneRows = (BandRows - 1) * stride[1] + span;
        // Avoids planes a multiple of 4 KB apart, which would conflict in the L1 cache's sets.
        PlaneFloats = PlaneRows * rowFloats;
        if (PlaneFloats % 1024 < 16)
            PlaneFloats += 16;
        Taps = [.. Enumerable.Range(0, WideBlock).SelectMany(channel => Enumerable.Range(0, PlaneTaps).Select(
            tap => checked(channel * PlaneFloats + tap / kernel[2] * dilation[1] * rowFloats + tap % kernel[2] * dilation[2] * lanes)))];

        Images = shape.Batch * NarrowSize[0] * Bands;
        long blocks = (long)GroupBlocks * NarrowBlocks * WideBlocks;
        double pixels = (double)shape.Batch * NarrowSize[0] * NarrowSize[1] * NarrowSize[2];
        double blockMacs = pixels * NarrowBlock * WideBlock * Depths.Length * PlaneTaps * lanes;
        Cut = new WeightCut(
            shape, blocks, blockMacs, Images, WideFloats + NarrowFloats + Workspace.WholeLines(NarrowBlock * SumsStride), threads);

        // Per slice of the narrow tensor: the slice of the wide tensor that a tap in depth reads.
        int[] SourcesOfTap(int tap) => [.. Enumerable.Range(0, NarrowSize[0]).Select(d => Sources[0][d * stride[0] + tap * dilation[0]])];

        // A padded line of the wide tensor, up to the last position that a window reads.
        LineMap Line(int d) =>
            new(
                WideSize[d],
                checked((NarrowSize[d] - 1) * stride[d] + (kernel[d] - 1) * dilation[d] + 1),
                1,
                1,
                1,
                before[d],
                spec.PaddingMode);
    }

    public ConvShape Shape { get; }

    /// <summary>Groups of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Vectors of groups; the last may have unused lanes.</summary>
    public int GroupBlocks => (Shape.Spec.Groups + Lanes - 1) / Lanes;

    /// <summary>Channels of a group of the narrow tensor.</summary>
    public int Narrow { get; }

    /// <summary>Channels of a group of the wide tensor.</summary>
    public int Wide { get; }

    /// <summary>Depth, height and width of the narrow tensor.</summary>
    public int[] NarrowSize { get; }

    /// <summary>Depth, height and width of the wide tensor.</summary>
    public int[] WideSize { get; }

    /// <summary>Strides of depth, height and width.</summary>
    public int[] Strides { get; }

    /// <summary>Padding before depth, height and width.</summary>
    public int[] Before { get; }

    /// <summary>Per dimension and position of the padded line: the source position; −1 for a zero.</summary>
    public int[][] Sources { get; }

    /// <summary>Per tap in depth and slice of the narrow tensor: the slice of the wide tensor; −1 for zeros.</summary>
    public int[][] Depths { get; }

    /// <summary>Columns of a padded row.</summary>
    public int Columns => Sources[2].Length;

    /// <summary>Taps in a slice: kH · kW.</summary>
    public int PlaneTaps { get; }

    public int NarrowBlocks { get; }

    /// <summary>Narrow channels of a block; the last block may have fewer.</summary>
    public int NarrowBlock { get; }

    public int WideBlocks { get; }

    public int WideBlock { get; }

    public int Bands { get; }

    /// <summary>Narrow rows of a band; the last band may have fewer.</summary>
    public int BandRows { get; }

    /// <summary>Padded rows of a band.</summary>
    public int PlaneRows { get; }

    /// <summary>Distance between the planes of two wide channels.</summary>
    public int PlaneFloats { get; }

    /// <summary>Per wide channel of a block and tap: distance from a pixel's position.</summary>
    public int[] Taps { get; }

    /// <summary>Number of images that a block sums over: batch × slices × bands.</summary>
    public long Images { get; }

    /// <summary>The partition into units of work.</summary>
    public WeightCut Cut { get; }

    /// <summary>Distance between the rows of two narrow channels.</summary>
    public int NarrowStride => BandRows * NarrowSize[2] * Lanes;

    public long WideFloats => Workspace.WholeLines((long)WideBlock * PlaneFloats);

    public long NarrowFloats => Workspace.WholeLines((long)NarrowBlock * NarrowStride);

    /// <summary>Distance between the sums of two narrow channels.</summary>
    public long SumsStride => (long)Depths.Length * WideBlock * PlaneTaps * Lanes;

    /// <summary>Whether all offsets fit 32 bits. Padded lines include the positions that strides skip.</summary>
    public static bool Fits(ConvShape shape, int lanes)
    {
        var spec = shape.Spec;
        (int[] kernel, int[] stride, int[] dilation) = (Volume(spec.KernelSize), Volume(spec.Stride), Volume(spec.Dilation));
        int[] narrow = WeightBlocking.Volume(spec.Transposed ? shape.InSize : shape.OutSize);
        double Line(int d, double outputs) => (outputs - 1) * stride[d] + (kernel[d] - 1.0) * dilation[d] + 1;
        double band = Line(2, narrow[2]) * Line(1, Math.Min(FewRows, narrow[1])) * lanes, rows = (double)NarrowChannels * narrow[2] * lanes;
        return Math.Max(Math.Max(band, rows), Math.Max(Line(0, narrow[0]), Line(1, narrow[1]))) < 1 << 28;
    }

    private static int[] Volume(IntTuple numbers, int missing = 1) => [.. Enumerable.Repeat(missing, 3 - numbers.Count), .. numbers];
}
