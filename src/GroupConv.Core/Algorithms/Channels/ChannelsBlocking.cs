using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>All sizes of the channels algorithm for a layer on an input: tiles, blocks, planes and the partition of the work.</summary>
internal sealed class ChannelsBlocking
{
    // The weights that a row of tiles reads again and again stay in the nearest cache beside the pixels.
    private const int PanelFloats = 7168;

    // More taps at a time save no time: sums are put down and taken up again seldom enough.
    private const int MostTaps = 288;

    // Padded planes, and sums, of a band stay in the second-level cache.
    private const int PlaneFloatsMost = 32 * 1024;
    private const int SumFloatsMost = 64 * 1024;

    // Multiply-adds in the time of ten copies of a number.
    private const double CopyMacs = 100;

    // Above this, weights come from the third-level cache each time that they are read.
    private const int WeightFloatsMost = 128 * 1024;

    // Multiply-adds worth an item of their own, some ten microseconds; and those after which cancellation is looked for, some milliseconds.
    private const double ItemMacs = 500_000;
    private const double MostItemMacs = 100_000_000;

    public ChannelsBlocking(Conv2dShape shape, int lanes, int threads)
    {
        Shape = shape;
        Lanes = lanes;
        var spec = shape.Spec;
        var padding = shape.Padding;
        InChannels = spec.InChannelsPerGroup;
        OutChannels = spec.OutChannelsPerGroup;
        KernelTaps = spec.KernelSize.Height * spec.KernelSize.Width;
        (int height, int width, OutHeight, OutWidth) = Image(shape);
        var rows = new LineMap(height, OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, padding.Top, spec.PaddingMode);
        var columns = new LineMap(width, OutWidth, spec.KernelSize.Width, spec.Stride.Width, spec.Dilation.Width, padding.Left, spec.PaddingMode);

        Tiling = ChannelTiling.Choose(lanes, OutChannels, OutHeight, OutWidth);
        BlockStarts = new int[Tiling.Blocks.Length + 1];
        for (int block = 0; block < Tiling.Blocks.Length; block++)
            BlockStarts[block + 1] = BlockStarts[block] + Tiling.Blocks[block] * lanes;

        int fittingTaps = Math.Min(MostTaps, PanelFloats / (lanes * Tiling.Blocks.Max()));
        int inBlock = Math.Clamp(fittingTaps / KernelTaps, 1, InChannels);
        InBlocks = (InChannels + inBlock - 1) / inBlock;
        InBlock = (InChannels + InBlocks - 1) / InBlocks;

        bool readsInput = padding == Padding2d.Valid && spec.Stride == 1 && (InBlock < 8 || height * width % 1024 >= 16);
        double rowFloats = (double)InBlock * columns.Length * rows.Slots * columns.Slots;
        (Bands, OutParts) = Partition(threads, readsInput ? 0 : rowFloats, rows.Reach);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Planes = new PaddedPlanes(rows, columns, height, width, readsInput, BandRows, 0);

        Units = shape.Batch * spec.Groups * Bands * OutParts;
        double unitMacs = (double)BandRows * OutWidth * KernelTaps * InChannels * OutChannels / OutParts;
        UnitsPerItem = (long)Math.Clamp(ItemMacs / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);

        PlaneFloats = readsInput ? 0 : Align((long)InBlock * Planes.ChannelFloats);
        int partVectors = (BlockStarts[^1] / lanes + OutParts - 1) / OutParts + Tiling.Blocks.Max();
        SumFloats = Align((long)Math.Min(partVectors * lanes, BlockStarts[^1]) * Tiling.Tiles(BandRows, OutWidth) * Tiling.Pixels);
    }

    public Conv2dShape Shape { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>Taps of one input channel: kH · kW.</summary>
    public int KernelTaps { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    public ChannelTiling Tiling { get; }

    /// <summary>The first output channel of each block, within its group; at last the end, where some lanes may stand for no channel.</summary>
    public int[] BlockStarts { get; }

    public int Blocks => Tiling.Blocks.Length;

    /// <summary>Input channels whose planes are laid out at a time, all blocks but perhaps the last.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    public PaddedPlanes Planes { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Parts that the blocks of output channels are shared out in.</summary>
    public int OutParts { get; }

    /// <summary>Units of work: images × groups × bands × parts.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of the sums of one thread.</summary>
    public long SumFloats { get; }

    public long ThreadFloats => PlaneFloats + SumFloats;

    /// <summary>Floats of a group's packed weight.</summary>
    public long GroupFloats => (long)BlockStarts[^1] * KernelTaps * InChannels;

    /// <summary>Floats of all packed weights, and behind them the bias of each block.</summary>
    public long PackedFloats => Shape.Spec.Groups * (GroupFloats + BlockStarts[^1]);

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double tiles = 0, planes = 0;
            for (int band = 0; band < Bands; band++)
            {
                int rows = BandStart(band + 1) - BandStart(band);
                tiles += Tiling.Tiles(rows, OutWidth);
                planes += Planes.CopiedFloats(rows, InChannels);
            }

            var cost = Conv2dCost.Of(Shape);
            double images = (double)Shape.Batch * Shape.Spec.Groups;
            return new TileUse(
                images * tiles * Tiling.Pixels * BlockStarts[^1] * KernelTaps * InChannels,
                cost.InputBytes + cost.OutputBytes + Shape.Batch * (double)Bands * sizeof(float) * PackedFloats + sizeof(float) * 2 * images * (OutParts * planes + tiles * Tiling.Pixels * BlockStarts[^1]),
                "input and output once, padded planes and sums written and read, the weight for each band");
        }
    }

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => (int)((long)OutHeight * band / Bands);

    /// <summary>The first block of a part; for the number of parts, the end.</summary>
    public int PartStart(int part) => (int)((long)Blocks * part / OutParts);

    private static long Align(long floats) => (floats + 15) & ~15L;

    private static (int Height, int Width, int OutHeight, int OutWidth) Image(Conv2dShape shape)
    {
        var spec = shape.Spec;
        (int height, int width) = ((int)shape.InHeight, (int)shape.InWidth);
        if (spec.KernelSize != 1 || spec.Stride != 1 || shape.Padding != Padding2d.Valid)
            return (height, width, (int)shape.OutHeight, (int)shape.OutWidth);
        // A filter that touches each pixel once: it does not matter where rows end.
        bool isSmall = (long)height * width <= 1024;
        return isSmall ? (1, height * width, 1, height * width) : (height, width, height, width);
    }

    /// <summary>Bands of rows and parts of output channels: enough for the threads, small enough for the caches.</summary>
    private (int Bands, int Parts) Partition(int threads, double rowFloats, int reach)
    {
        double images = Math.Max(1, (double)Shape.Batch * Shape.Spec.Groups);
        double macs = images * OutHeight * OutWidth * KernelTaps * InChannels * OutChannels;
        double wanted = Math.Max(threads == 1 ? 1 : Math.Min(3 * threads, macs / ItemMacs), macs / MostItemMacs);
        double splits = Math.Max(1, Math.Ceiling(wanted / images));
        // A band's first rows are laid out twice: so many rows at least that this is little beside their multiply-adds.
        int leastRows = Math.Max(Tiling.Rows, (int)Math.Ceiling(CopyMacs * reach / (KernelTaps * OutChannels)));
        int mostBands = Math.Max(1, OutHeight / leastRows);
        bool weightsAreLarge = (double)GroupFloats > WeightFloatsMost;
        double parts = weightsAreLarge ? Math.Min(splits, Blocks) : 1;
        double bands = Math.Min(Math.Ceiling(splits / parts), mostBands);
        parts = Math.Min(Blocks, Math.Max(parts, Math.Ceiling(splits / bands)));

        double sumRow = (double)BlockStarts[^1] * Math.Ceiling((double)OutWidth / Tiling.Columns) * Tiling.Columns;
        if (sumRow * OutHeight / (bands * parts) > SumFloatsMost)
        {
            if (weightsAreLarge)
                parts = Math.Min(Blocks, Math.Ceiling(sumRow * OutHeight / (bands * SumFloatsMost)));
            bands = Math.Max(bands, Math.Min(mostBands, Math.Ceiling(sumRow * OutHeight / (parts * SumFloatsMost))));
        }

        double fittingRows = Math.Max(leastRows, Math.Floor(PlaneFloatsMost / Math.Max(1, rowFloats)) - reach);
        bands = Math.Max(bands, Math.Min(mostBands, Math.Ceiling(OutHeight / fittingRows)));
        return ((int)bands, (int)parts);
    }
}
