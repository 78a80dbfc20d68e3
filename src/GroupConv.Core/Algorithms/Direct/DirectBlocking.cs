using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>All sizes of the direct algorithm for a layer on an input: planes, vectors, blocks and the partition of the work.</summary>
internal sealed class DirectBlocking
{
    // Taps of a block of input channels: their pixels for one tile stay in the first-level cache.
    public const int BlockTaps = 288;

    // Padded planes of a band stay in the second-level cache.
    private const int BandFloats = 48 * 1024;

    // Pixels that one block of output channels reads again and again stay in the first-level cache.
    private const int GroupFloats = 4608;

    // A flat run gathers so many output channels before it hands them out.
    private const int FlatChannels = 64;

    // Multiply-adds worth an item of their own: some ten microseconds.
    private const double ItemMacs = 250_000;

    public DirectBlocking(Conv2dShape shape, int lanes, int threads)
    {
        Shape = shape;
        Lanes = lanes;
        var spec = shape.Spec;
        var padding = shape.Padding;
        KernelTaps = spec.KernelSize.Height * spec.KernelSize.Width;
        InChannels = spec.InChannelsPerGroup;
        OutChannels = spec.OutChannelsPerGroup;
        (Height, Width) = Image(shape, lanes);
        (OutHeight, OutWidth) = IsPointwise(shape) ? (Height, Width) : ((int)shape.OutHeight, (int)shape.OutWidth);
        Rows = new LineMap(Height, OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, padding.Top, spec.PaddingMode);
        Columns = new LineMap(Width, OutWidth, spec.KernelSize.Width, spec.Stride.Width, spec.Dilation.Width, padding.Left, spec.PaddingMode);

        InBlock = Math.Max(1, Math.Min(InChannels, BlockTaps / KernelTaps));
        InBlocks = (InChannels + InBlock - 1) / InBlock;
        InBlock = (InChannels + InBlocks - 1) / InBlocks;

        var tiling = PixelTiling.Choose(lanes, OutChannels, OutHeight, OutWidth, Columns.Length, InBlocks > 1);
        IsFlat = tiling.IsFlat;
        bool unpadded = padding == Padding2d.Valid && spec.Stride == 1;
        // With few output channels, a copy of the planes would cost more than it saves.
        ReadsInput = unpadded && !IsFlat && (OutChannels < 32 || KernelTaps > 1) && (double)InBlock * Height * Width < int.MaxValue;
        BandRows = ChooseBandRows(threads);
        Bands = (OutHeight + BandRows - 1) / BandRows;
        PlaneRows = BandRows + Rows.Reach;
        PhaseFloats = ReadsInput ? Height * Width : PlaneRows * Columns.Length + lanes;
        ChannelFloats = ReadsInput ? PhaseFloats : PhaseFloats * Rows.Slots * Columns.Slots;
        if (!ReadsInput && ChannelFloats % 1024 < 16)
            ChannelFloats += 16;

        (BlockStarts, OutBlocks, Vectors) = (tiling.BlockStarts, tiling.Blocks, tiling.Vectors);
        int mostChannels = PixelTiles.MostChannels(lanes), rowVectors = (OutWidth + lanes - 1) / lanes;
        int tileFloats = InBlock * spec.KernelSize.Height * Vectors * lanes * 3 / 2;
        GroupTiles = OutBlocks == 1 && !IsFlat ? BandRows * rowVectors / Vectors + 1 : Math.Clamp(GroupFloats / tileFloats, 1, 16);
        ChunkBlocks = IsFlat ? Math.Min(OutBlocks, FlatChannels / mostChannels) : OutBlocks;

        long images = shape.Batch * spec.Groups * Bands;
        OutParts = (int)Math.Clamp(4L * threads / Math.Max(1, images), 1, Math.Max(1, OutChannels / 16));
        Units = images * OutParts;
        double unitMacs = (double)BandRows * OutWidth * KernelTaps * InChannels * OutChannels / OutParts;
        UnitsPerItem = (long)Math.Clamp(ItemMacs / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);

        PlaneFloats = ReadsInput ? 0 : Align((long)InChannels * ChannelFloats + lanes);
        FlatFloats = IsFlat ? Align((long)ChunkBlocks * mostChannels * GroupTiles * Vectors * lanes) : 0;
    }

    public Conv2dShape Shape { get; }

    public int Lanes { get; }

    public int Height { get; }

    public int Width { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public LineMap Rows { get; }

    public LineMap Columns { get; }

    /// <summary>Taps of one input channel: kH · kW.</summary>
    public int KernelTaps { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>Whether vectors run on over the ends of rows and the margins, through a buffer, and not along each row.</summary>
    public bool IsFlat { get; }

    /// <summary>Whether the taps read the input itself, with no padded planes.</summary>
    public bool ReadsInput { get; }

    /// <summary>Input channels of a block, all blocks but perhaps the last.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    /// <summary>Output rows whose planes are laid out at a time.</summary>
    public int BandRows { get; }

    public int Bands { get; }

    /// <summary>Rows of a phase of a plane.</summary>
    public int PlaneRows { get; }

    public int PhaseFloats { get; }

    public int ChannelFloats { get; }

    /// <summary>Blocks of output channels, as many as a tile has at most.</summary>
    public int OutBlocks { get; }

    /// <summary>Vectors of a tile.</summary>
    public int Vectors { get; }

    /// <summary>Tiles that all blocks of output channels go over before the next ones.</summary>
    public int GroupTiles { get; }

    /// <summary>Blocks of output channels whose sums a flat run holds.</summary>
    public int ChunkBlocks { get; }

    /// <summary>Parts that the output channels of a group are shared out in, where there is little else to share.</summary>
    public int OutParts { get; }

    /// <summary>Units of work: images × groups × bands × parts.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of the flat buffer of one thread.</summary>
    public long FlatFloats { get; }

    public long ThreadFloats => PlaneFloats + FlatFloats;

    /// <summary>The first output channel of each block, within its group; at last, their number.</summary>
    public int[] BlockStarts { get; }

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double planes = 0, vectors = 0;
            for (int row = 0; row < OutHeight; row += BandRows)
            {
                int rows = Math.Min(BandRows, OutHeight - row);
                planes += ReadsInput ? 0 : (double)(rows + Rows.Reach) * Columns.Length * Rows.Slots * Columns.Slots * InChannels;
                vectors += IsFlat ? Math.Ceiling(((double)(rows - 1) * Columns.Length + OutWidth) / Lanes) : (double)rows * ((OutWidth + Lanes - 1) / Lanes);
            }

            var cost = Conv2dCost.Of(Shape);
            double images = (double)Shape.Batch * Shape.Spec.Groups;
            return new TileUse(
                images * vectors * Lanes * KernelTaps * InChannels * OutChannels,
                cost.InputBytes + cost.OutputBytes + Shape.Batch * (double)Bands * cost.ParameterBytes + sizeof(float) * 2 * images * planes,
                ReadsInput ? "input and output once, the weight for each band" : "input and output once, padded planes written and read, the weight for each band");
        }
    }

    /// <summary>Columns of a padded plane.</summary>
    public static int PlaneWidth(Conv2dShape shape)
    {
        var spec = shape.Spec;
        return (int)shape.OutWidth + (int)((long)(spec.KernelSize.Width - 1) * spec.Dilation.Width / spec.Stride.Width);
    }

    /// <summary>A 1×1 filter that touches each pixel once: it does not matter where rows end.</summary>
    private static bool IsPointwise(Conv2dShape shape) =>
        shape.Spec.KernelSize == 1 && shape.Spec.Stride == 1 && shape.Padding == Padding2d.Valid;

    private static (int Height, int Width) Image(Conv2dShape shape, int lanes)
    {
        (int height, int width) = ((int)shape.InHeight, (int)shape.InWidth);
        if (!IsPointwise(shape) || width % lanes == 0)
            return (height, width);
        // Cut the image anew, into rows that fill their vectors.
        long pixels = (long)height * width;
        for (int vectors = 16; vectors > 0; vectors--)
        {
            if (pixels % (vectors * lanes) == 0)
                return ((int)(pixels / (vectors * lanes)), vectors * lanes);
        }

        return pixels <= 1024 ? (1, (int)pixels) : (height, width);
    }

    private static long Align(long floats) => (floats + 15) & ~15L;

    private int ChooseBandRows(int threads)
    {
        if (ReadsInput && OutBlocks == 1)
            return OutHeight;
        double rowFloats = (double)InChannels * Columns.Length * Rows.Slots * Columns.Slots;
        double fitting = Math.Floor(BandFloats / rowFloats) - Rows.Reach;
        // Rows above and below a band are laid out twice, so thin bands are a waste.
        double rows = Math.Clamp(fitting, Math.Min(OutHeight, 2 + 2 * Rows.Reach), OutHeight);
        double images = Math.Max(1, (double)Shape.Batch * Shape.Spec.Groups);
        double wanted = Math.Ceiling(4 * threads / images);
        double macs = images * OutHeight * OutWidth * (double)KernelTaps * InChannels * OutChannels;
        wanted = Math.Min(wanted, Math.Max(1, macs / ItemMacs));
        rows = Math.Clamp(Math.Ceiling(OutHeight / wanted), Math.Min(rows, 1 + Rows.Reach), rows);
        double bands = Math.Ceiling(OutHeight / rows);
        return (int)Math.Ceiling(OutHeight / bands);
    }
}
