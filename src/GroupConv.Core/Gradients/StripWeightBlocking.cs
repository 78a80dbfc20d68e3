using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// All sizes of the weight's gradient in strips: lanes are pixels of a row, each loaded row serves all taps of a column of the filter, and
/// both tensors are read without copying. At stride 1; or at stride 2 for 3×3 filters, where vectors are split into even and odd pixels.
/// See <see cref="WeightBlocking"/> for narrow and wide.
/// </summary>
internal sealed class StripWeightBlocking
{
    private const int NarrowChannels = 16;
    private const int LeastNarrows = 4;

    // Minimum rows of a band: each band first loads the narrow rows of one column of taps, which few rows would not amortise.
    private const int BandRowsLeast = 28;

    public StripWeightBlocking(ConvShape shape, int lanes, int threads)
    {
        Shape = shape;
        Lanes = lanes;
        var spec = shape.Spec;
        (Narrow, Wide) = spec.Transposed
            ? (spec.InChannelsPerGroup, spec.OutChannelsPerGroup)
            : (spec.OutChannelsPerGroup, spec.InChannelsPerGroup);
        var (narrow, wide) = spec.Transposed ? (shape.InSize, shape.OutSize) : (shape.OutSize, shape.InSize);
        (NarrowRows, NarrowColumns) = ((int)narrow[0], (int)narrow[1]);
        (WideRows, WideColumns) = ((int)wide[0], (int)wide[1]);
        (TapRows, TapColumns) = (spec.KernelSize[0], spec.KernelSize[1]);
        (Before, BeforeColumns) = (shape.Padding.Before[0], shape.Padding.Before[1]);

        long sums = (long)Wide * TapRows * TapColumns * lanes;
        NarrowBlocks = WeightBlocking.Blocks(Narrow, (int)Math.Clamp(MachineCosts.Of(lanes).StripSumFloats / sums, 1, NarrowChannels));
        NarrowBlock = WeightBlocking.Blocks(Narrow, NarrowBlocks);
        NarrowBlocks = WeightBlocking.Blocks(Narrow, NarrowBlock);
        SumsStride = sums;
        SplitsVectors = Splits(spec);
        int columns = SplitsVectors ? TapColumns : StripWeightTiles.MostColumns(TapRows);
        int tiles = WeightBlocking.Blocks(TapColumns, columns);
        ColumnStarts = [.. Enumerable.Range(0, tiles + 1).Select(tile => TapColumns * tile / tiles)];
        Vectors = WeightBlocking.Blocks(NarrowColumns, lanes);
        Masks = [.. Enumerable.Range(0, Vectors).SelectMany(MasksOf)];

        Rows = SplitsVectors ? NarrowRows : WideRows;
        Bands = Math.Max(1, Rows / BandRowsLeast);
        Images = shape.Batch * Bands;
        double blockMacs = (double)shape.Batch * Rows * Vectors * lanes * NarrowBlock * Wide * TapRows * TapColumns;
        Cut = new WeightCut(
            shape, (long)spec.Groups * NarrowBlocks, blockMacs, Images, Workspace.WholeLines(NarrowBlock * SumsStride), threads);
    }

    public ConvShape Shape { get; }

    public int Lanes { get; }

    /// <summary>Channels of a group of the narrow tensor.</summary>
    public int Narrow { get; }

    /// <summary>Channels of a group of the wide tensor.</summary>
    public int Wide { get; }

    public int NarrowRows { get; }

    public int NarrowColumns { get; }

    public int WideRows { get; }

    public int WideColumns { get; }

    /// <summary>Rows of the filter.</summary>
    public int TapRows { get; }

    /// <summary>Columns of the filter.</summary>
    public int TapColumns { get; }

    /// <summary>Padding before the rows.</summary>
    public int Before { get; }

    /// <summary>Padding before the columns.</summary>
    public int BeforeColumns { get; }

    public int NarrowBlocks { get; }

    /// <summary>Narrow channels of a block; the last block may have fewer.</summary>
    public int NarrowBlock { get; }

    /// <summary>Per tile: the first column of the filter; followed by the number of columns.</summary>
    public int[] ColumnStarts { get; }

    /// <summary>Vectors of a narrow row.</summary>
    public int Vectors { get; }

    /// <summary>Per vector of a narrow row: the mask of the narrow row, then those of the wide rows; one element per lane.</summary>
    public int[] Masks { get; }

    /// <summary>Masks per vector of a narrow row.</summary>
    public int MaskVectors => 1 + (SplitsVectors ? 4 : TapColumns);

    /// <summary>Whether taps read the wide tensor at stride 2.</summary>
    public bool SplitsVectors { get; }

    /// <summary>Rows that tiles advance along: those of the wide tensor; at stride 2, those of the narrow tensor.</summary>
    public int Rows { get; }

    /// <summary>Number of bands that <see cref="Rows"/> are split into.</summary>
    public int Bands { get; }

    /// <summary>Number of images that a block sums over: batch × bands.</summary>
    public long Images { get; }

    /// <summary>The partition into units of work.</summary>
    public WeightCut Cut { get; }

    /// <summary>Distance between the sums of two narrow channels.</summary>
    public long SumsStride { get; }

    /// <summary>Whether strips support a layer: dilation 1, stride 1 (or a split 3×3 filter at stride 2) and zero padding.</summary>
    public static bool Fits(ConvShape shape, int lanes)
    {
        var spec = shape.Spec;
        if (spec.Dims != 2 || spec.PaddingMode != PaddingMode.Zeros || lanes < 4 || !VectorUnit.MasksLoads(lanes))
            return false;
        (int height, int width) = (spec.KernelSize[0], spec.KernelSize[1]);
        bool isNext = spec.Stride[0] == 1 && spec.Stride[1] == 1 && spec.Dilation[0] == 1 && spec.Dilation[1] == 1;
        double wide = spec.Transposed ? spec.OutChannelsPerGroup : spec.InChannelsPerGroup;
        double narrows = spec.WeightShape[0] / (double)spec.Groups;
        return (isNext || Splits(spec)) && height is > 1 and <= StripWeightTiles.MostTaps
            && wide * height * width * lanes * Math.Min(narrows, LeastNarrows) <= MachineCosts.Of(lanes).StripSumFloats;
    }

    /// <summary>Whether vectors are split into even and odd pixels.</summary>
    public static bool Splits(ConvSpec spec) =>
        spec.Stride[0] == 2 && spec.Stride[^1] == 2 && spec.Dilation[0] == 1 && spec.Dilation[^1] == 1
        && spec.KernelSize[0] == 3 && spec.KernelSize[^1] == 3;

    /// <summary>The first row of a band; the number of rows for band = <see cref="Bands"/>.</summary>
    public int BandStart(long band) => (int)(Rows * band / Bands);

    private IEnumerable<int> MasksOf(int vector)
    {
        int first = vector * Lanes;
        var lanes = Enumerable.Range(0, Lanes);
        var narrow = lanes.Select(lane => Bits(first + lane < NarrowColumns));
        // The first column of each vector of a wide row, relative to the tile, and the wide columns per narrow column.
        (int[] starts, int stride) = SplitsVectors ? ([0, Lanes, 2, 2 + Lanes], 2) : (Enumerable.Range(0, TapColumns).ToArray(), 1);
        return narrow.Concat(starts.SelectMany((start, i) => lanes.Select(lane =>
        {
            int column = first * stride + start + lane - BeforeColumns, ofNarrow = first + (i % stride * Lanes + lane) / stride;
            return Bits(column >= 0 && column < WideColumns && ofNarrow < NarrowColumns);
        })));
    }

    private static int Bits(bool isRead) => isRead ? -1 : 0;
}
