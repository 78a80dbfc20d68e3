using GroupConv.Core.Kernels;
using GroupConv.Core.Kernels.Layout;
using GroupConv.Core.Kernels.Strips;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>All sizes of the strips algorithm for a layer on an input: tiles, planes and the partition of the work.</summary>
internal sealed class StripsBlocking
{
    // Padded planes of a band stay in the near part of the second-level cache.
    private const int PlaneFloatsMost = 24 * 1024;

    public StripsBlocking(Conv2dShape shape, int mostLanes, int threads)
    {
        Shape = shape;
        var spec = shape.Spec;
        var padding = shape.Padding;
        (OutHeight, OutWidth) = ((int)shape.OutHeight, (int)shape.OutWidth);
        LineMap rows = LineMap.OfRows(shape), columns = LineMap.OfColumns(shape);
        int lanes = StripTiling.LanesFor(mostLanes, OutWidth);
        ReadsInput = CanReadInput(shape, mostLanes);
        IsMasked = ReadsInput && (padding != Padding2d.Valid || OutWidth < lanes);
        Overshoot = Math.Max(0, Math.Max(OutWidth, lanes) + columns.Reach - padding.Left - (int)shape.InWidth);
        double rowFloats = (double)spec.InChannelsPerGroup * columns.Length * rows.Slots * columns.Slots;
        double UnitCycles(int bandRows, int leastBandRows, int partBlocks)
        {
            double planes = ReadsInput ? 0 : (bandRows + rows.Reach) * rowFloats;
            return (1 + WorkShares.Crowding(planes / PlaneFloatsMost)) * Tiled(leastBandRows).CyclesOf(bandRows, leastBandRows, OutWidth) + planes * PaddedPlanes.CyclesOfCopy;
        }

        StripTiling Tiled(int bandRows) =>
            StripTiling.Choose(mostLanes, rows, spec.InChannelsPerGroup, spec.OutChannelsPerGroup, spec.KernelSize.Width, bandRows, OutWidth);

        var shares = WorkShares.Choose(threads, (double)shape.Batch * spec.Groups, OutHeight, 1, 1, UnitCycles);
        (Bands, Threads) = (shares.Bands, shares.Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Tiling = Tiled(OutHeight / Bands);
        IsNarrow = OutWidth < Tiling.Lanes;
        Planes = new PaddedPlanes(rows, columns, (int)shape.InHeight, (int)shape.InWidth, ReadsInput, BandRows, IsNarrow ? Tiling.Lanes : 0);

        Units = shape.Batch * spec.Groups * Bands;
        Items = WorkShares.Items(Units, UnitCycles(BandRows, OutHeight / Bands, 1), Threads);
        PlaneFloats = ReadsInput ? 0 : Align((long)spec.InChannelsPerGroup * Planes.ChannelFloats + PlaneRows.Chunk);
        RowsFloats = IsNarrow ? Align((long)StripTiles.MostChannels * BandRows * Tiling.Lanes) : 0;
    }

    public Conv2dShape Shape { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public StripTiling Tiling { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Whether the taps read the input itself, with no padded planes.</summary>
    public bool ReadsInput { get; }

    /// <summary>Whether what lies around the input is zeros that are not read.</summary>
    public bool IsMasked { get; }

    /// <summary>Floats behind the input's rows that vectors reach to, where they are masked.</summary>
    public int Overshoot { get; }

    /// <summary>Whether a row is shorter than a vector, so that tiles write to a buffer.</summary>
    public bool IsNarrow { get; }

    /// <summary>Taps of an output: in_channels / groups · kH · kW.</summary>
    public int Taps => Shape.Spec.InChannelsPerGroup * Shape.Spec.KernelSize.Height * Shape.Spec.KernelSize.Width;

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Units of work: images × groups × bands.</summary>
    public long Units { get; }

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
                ReadsInput ? "input and output once, the weight for each band" : "input and output once, padded planes written and read, the weight for each band");
        }
    }

    /// <summary>Whether the taps can read the input itself: with nothing around it, or with zeros that masks stand for.</summary>
    public static bool CanReadInput(Conv2dShape shape, int mostLanes)
    {
        int lanes = StripTiling.LanesFor(mostLanes, (int)shape.OutWidth);
        // A mask takes a register, and 16 are full without it.
        bool isValid = shape.Padding == Padding2d.Valid && shape.OutWidth >= lanes, hasZerosAround = shape.Spec.PaddingMode == PaddingMode.Zeros && VectorUnit.MasksLoads(lanes) && VectorUnit.Registers >= 32;
        return shape.Spec.Stride == 1 && (isValid || hasZerosAround) && shape.Spec.InChannelsPerGroup * (double)shape.InHeight * shape.InWidth < int.MaxValue;
    }

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => (int)((long)OutHeight * band / Bands);

    private static long Align(long floats) => (floats + 15) & ~15L;
}
