using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>All sizes of the channelwise algorithm for a layer on an input: planes, bands and the partition of the work.</summary>
internal sealed class ChannelwiseBlocking
{
    /// <summary>Output rows of a band, at least, where there are so many: rows between bands are laid out twice.</summary>
    public const int LeastBandRows = 2 * RowTiles.MostRows;

    // A band's padded plane and its outputs stay in the second-level cache.
    private const double BandFloats = 1 << 16;

    public ChannelwiseBlocking(Conv2dShape shape, int lanes, int threads)
    {
        Shape = shape;
        Lanes = lanes;
        var spec = shape.Spec;
        (OutHeight, OutWidth) = ((int)shape.OutHeight, (int)shape.OutWidth);
        Taps = spec.KernelSize.Height * spec.KernelSize.Width;
        // All places of the padded image, in one phase.
        Rows = new LineMap((int)shape.InHeight, (OutHeight - 1) * spec.Stride.Height + 1, spec.KernelSize.Height, 1, spec.Dilation.Height, shape.Padding.Top, spec.PaddingMode);
        Columns = new LineMap((int)shape.InWidth, (OutWidth - 1) * spec.Stride.Width + 1, spec.KernelSize.Width, 1, spec.Dilation.Width, shape.Padding.Left, spec.PaddingMode);
        RowFloats = Columns.Length * lanes;
        ChannelBlocks = (spec.InChannels + lanes - 1) / lanes;

        double rowCost = OutWidth * lanes + (double)RowFloats * spec.Stride.Height;
        double fitting = (BandFloats - (double)Rows.Reach * RowFloats) / rowCost;
        double wanted = Math.Max(1, 4.0 * threads / (shape.Batch * (double)ChannelBlocks));
        double rows = Math.Min(Math.Max(LeastBandRows, fitting), Math.Max(LeastBandRows, OutHeight / wanted));
        Bands = (int)Math.Max(1, Math.Floor(OutHeight / rows));
        BandRows = (OutHeight + Bands - 1) / Bands;

        int leastRows = Math.Min(OutHeight, LeastBandRows);
        Down = new TileAxis(
            OutHeight / Bands, leastRows, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, RowFloats, OutWidth * lanes, spec.KernelSize.Width * lanes);
        Across = new TileAxis(OutWidth, OutWidth, spec.KernelSize.Width, spec.Stride.Width, spec.Dilation.Width, lanes, lanes, lanes);
        LiesDown = TileAxis.LoadsPerMacOf(leastRows, Down.RunTaps) <= TileAxis.LoadsPerMacOf(OutWidth, Across.RunTaps);
        StripRows = LiesDown ? Down.TileStride * Down.TileOutputs : Math.Min(RowTiles.MostRows, OutHeight / Bands);

        PlaneFloats = (long)PlaneRows(BandRows) * RowFloats;
        StripFloats = (long)StripRows * OutWidth * lanes;
        Items = shape.Batch * ChannelBlocks * Bands;
        Threads = (int)Math.Clamp(Items, 1, threads);
    }

    public Conv2dShape Shape { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public LineMap Rows { get; }

    public LineMap Columns { get; }

    /// <summary>Taps of a filter: kH · kW.</summary>
    public int Taps { get; }

    /// <summary>From one row of a plane to the next.</summary>
    public int RowFloats { get; }

    /// <summary>Blocks of as many input channels as a vector has lanes. The last one ends with the last channel.</summary>
    public int ChannelBlocks { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Rows of a strip, which is laid out, computed and put in place before the next: it stays in the first-level cache.</summary>
    public int StripRows { get; }

    /// <summary>Whether tiles lie along columns of the image, not along rows: what saves more loads.</summary>
    public bool LiesDown { get; }

    public TileAxis Down { get; }

    public TileAxis Across { get; }

    /// <summary>What tiles lie along.</summary>
    public TileAxis Along => LiesDown ? Down : Across;

    /// <summary>Units of work: images × blocks of channels × bands.</summary>
    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of a band.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of a strip's outputs, one filter a channel.</summary>
    public long StripFloats { get; }

    public long ThreadFloats => PlaneFloats + StripFloats;

    /// <summary>Floats of the packed weights of one filter a channel of a block.</summary>
    public int FilterFloats => (Taps + 1) * Lanes;

    public long PackedFloats => (long)ChannelBlocks * Shape.Spec.Multiplier * FilterFloats;

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => (int)((long)OutHeight * band / Bands);

    /// <summary>The first channel of a block.</summary>
    public int BlockStart(int block) => Math.Min(block * Lanes, Shape.Spec.InChannels - Lanes);

    /// <summary>Rows of a plane that so many output rows read.</summary>
    public int PlaneRows(int rows) => (rows - 1) * Shape.Spec.Stride.Height + 1 + Rows.Reach;
}
