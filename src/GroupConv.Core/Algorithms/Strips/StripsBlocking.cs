using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>All sizes of the strips algorithm for a layer on an input: tiles, planes and the partition of the work.</summary>
internal sealed class StripsBlocking
{
    // Padded planes of a band stay in the nearest cache beside the output.
    private const int PlaneFloatsMost = 8 * 1024;

    // Output rows of a band, at least, where there are so many: rows between bands are laid out twice.
    private const int LeastBandRows = 8;

    // Multiply-adds worth an item of their own: some ten microseconds.
    private const double ItemMacs = 1_000_000;

    public StripsBlocking(Conv2dShape shape, int mostLanes, int threads)
    {
        Shape = shape;
        var spec = shape.Spec;
        var padding = shape.Padding;
        (OutHeight, OutWidth) = ((int)shape.OutHeight, (int)shape.OutWidth);
        var rows = new LineMap((int)shape.InHeight, OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, padding.Top, spec.PaddingMode);
        var columns = new LineMap((int)shape.InWidth, OutWidth, spec.KernelSize.Width, spec.Stride.Width, spec.Dilation.Width, padding.Left, spec.PaddingMode);
        bool readsInput = padding == Padding2d.Valid && spec.Stride == 1 && OutWidth >= mostLanes;
        Bands = readsInput ? 1 : ChooseBands(threads, rows, columns);
        if (readsInput && shape.Batch * spec.Groups < 4L * threads)
            Bands = ChooseBands(threads, rows, columns);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Tiling = StripTiling.Choose(mostLanes, rows, spec.InChannelsPerGroup, spec.OutChannelsPerGroup, spec.KernelSize.Width, OutHeight / Bands, OutWidth);
        IsNarrow = OutWidth < Tiling.Lanes;
        Planes = new PaddedPlanes(rows, columns, (int)shape.InHeight, (int)shape.InWidth, readsInput, BandRows, IsNarrow ? Tiling.Lanes : 0);

        Units = shape.Batch * spec.Groups * Bands;
        double unitMacs = (double)BandRows * OutWidth * spec.OutChannelsPerGroup * Taps;
        UnitsPerItem = (long)Math.Clamp(ItemMacs / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);
        PlaneFloats = readsInput ? 0 : Align((long)spec.InChannelsPerGroup * Planes.ChannelFloats + PlaneRows.Chunk);
        RowsFloats = IsNarrow ? Align((long)StripTiles.MostChannels * BandRows * Tiling.Lanes) : 0;
    }

    public Conv2dShape Shape { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public StripTiling Tiling { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Whether a row is shorter than a vector, so that tiles write to a buffer.</summary>
    public bool IsNarrow { get; }

    /// <summary>Taps of an output: in_channels / groups · kH · kW.</summary>
    public int Taps => Shape.Spec.InChannelsPerGroup * Shape.Spec.KernelSize.Height * Shape.Spec.KernelSize.Width;

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Units of work: images × groups × bands.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of one thread for rows that cannot be written in place.</summary>
    public long RowsFloats { get; }

    public long ThreadFloats => PlaneFloats + RowsFloats;

    /// <summary>Floats of the packed weight and, behind it, the bias.</summary>
    public long PackedFloats => Shape.Spec.OutChannels * (Taps + 1L);

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
                planes += Planes.CopiedFloats(rows, Shape.Spec.InChannelsPerGroup);
            }

            var cost = Conv2dCost.Of(Shape);
            double images = (double)Shape.Batch * Shape.Spec.Groups;
            return new TileUse(
                images * tiles * Tiling.Lanes * Tiling.Rows * Shape.Spec.OutChannelsPerGroup * Taps,
                cost.InputBytes + cost.OutputBytes + Shape.Batch * (double)Bands * cost.ParameterBytes + sizeof(float) * 2 * images * planes,
                Planes.ReadsInput ? "input and output once, the weight for each band" : "input and output once, padded planes written and read, the weight for each band");
        }
    }

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => (int)((long)OutHeight * band / Bands);

    private static long Align(long floats) => (floats + 15) & ~15L;

    private int ChooseBands(int threads, LineMap rows, LineMap columns)
    {
        double rowFloats = (double)Shape.Spec.InChannelsPerGroup * columns.Length * rows.Slots * columns.Slots;
        double fitting = PlaneFloatsMost / rowFloats - rows.Reach;
        double wanted = Math.Max(1, 4.0 * threads / Math.Max(1, Shape.Batch * (double)Shape.Spec.Groups));
        double least = LeastBandRows * (double)new ColumnRuns(rows, 1).RowStep;
        double bandRows = Math.Min(Math.Max(least, fitting), Math.Max(least, OutHeight / wanted));
        return (int)Math.Max(1, Math.Floor(OutHeight / bandRows));
    }
}
