namespace GroupConv.Core.Kernels.Rows;

/// <summary>
/// What a row tile microkernel works on: a vector of channels that read one plane each. A tile is a few outputs along one axis of the image, a row or a column, on one line or two neighbouring ones; output
/// r = bias + Σ over runs and their taps j of weight[run + j] · source[tile + run + (r + j) steps], where what lies before or behind the plane's places on that axis
/// is left out, and so are runs that lie beside the plane on the other axis. All offsets and steps of memory count floats.
/// </summary>
/// <remarks>
/// Runs are taps on neighbouring places, so that each pixel that is loaded serves every tap of the run (x the pixels, w the taps, y the outputs):
/// <code>
///        y0   y1   y2   y3
/// x0     w0
/// x1     w1   w0
/// x2     w2   w1   w0
/// x3          w2   w1   w0
/// x4               w2   w1
/// x5                    w2
/// </code>
/// 8 outputs and 3 taps: 10 + 3 loads for 24 multiply-adds. 8 accumulators are also what two multiply-adds a cycle of 4 cycles each need.
/// </remarks>
internal unsafe struct RowTileArguments
{
    /// <summary>The plane's first pixel; it need not be in memory, where a band begins further down.</summary>
    public float* Source;

    /// <summary>From one pixel to the next that the same run reads.</summary>
    public nint SourceStep;

    /// <summary>The same in places along the tiles' axis.</summary>
    public nint PlaceStep;

    /// <summary>From what a line reads to what the next one reads.</summary>
    public nint SourceLineStep;

    /// <summary>Added to the place of each tile.</summary>
    public nint FirstPlace;

    /// <summary>Places of the plane along the tiles' axis.</summary>
    public nint Places;

    /// <summary>The weights, a vector each.</summary>
    public float* Weight;

    /// <summary>From one tap of a run to the next.</summary>
    public nint WeightStep;

    /// <summary>A vector.</summary>
    public float* Bias;

    /// <summary>The runs: the full ones of each tap of the other axis, then those that are one tap shorter.</summary>
    public RowTileRun* Runs;

    /// <summary>Full runs.</summary>
    public nint FullRuns;

    /// <summary>Full runs of each tap of the other axis.</summary>
    public nint FullRunsOfTap;

    public nint ShortRunsOfTap;

    /// <summary>For each line of tiles, the taps of the other axis that read the plane.</summary>
    public InsideTaps* Lines;

    public float* Destination;

    public nint DestinationStep;

    public nint DestinationLineStep;

    public RowTilePlace* Tiles;

    public nint TileCount;
}

/// <summary>Some taps of a filter, on neighbouring places.</summary>
internal struct RowTileRun
{
    /// <summary>Where the first tap reads, from the tile's pixel.</summary>
    public int Source;

    /// <summary>The same in places along the tiles' axis.</summary>
    public int Place;

    /// <summary>The weight of the first tap.</summary>
    public int Weight;
}

/// <summary>Where a tile is.</summary>
internal struct RowTilePlace
{
    /// <summary>The first pixel of its first output's window, from the plane's.</summary>
    public int Source;

    /// <summary>The same in places along the tiles' axis; it may be before the first one.</summary>
    public int Place;

    /// <summary>Its first line, across the axis.</summary>
    public int Line;

    /// <summary>Its lines, 1 or 2.</summary>
    public int Lines;

    /// <summary>Where it goes.</summary>
    public int Destination;
}
