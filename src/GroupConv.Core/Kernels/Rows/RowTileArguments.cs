namespace GroupConv.Core.Kernels.Rows;

/// <summary>
/// Arguments of a row tile: a vector of channels that read one plane each × a few outputs along one axis of the image, a row or a column,
/// on one line or two neighbouring lines; output r = bias + Σ over runs and their taps j of weight[run + j] · source[tile + run + (r + j)
/// steps], without the taps outside the plane on that axis and the runs outside it on the other axis. Memory offsets and steps are in
/// floats.
/// </summary>
/// <remarks>
/// Runs are taps at neighbouring positions: each loaded pixel serves every tap of the run (x pixels, w taps, y outputs):
/// <code>
///        y0   y1   y2   y3
/// x0     w0
/// x1     w1   w0
/// x2     w2   w1   w0
/// x3          w2   w1   w0
/// x4               w2   w1
/// x5                    w2
/// </code>
/// 8 outputs and 3 taps take 10 + 3 loads for 24 multiply-adds. 8 accumulators also hide the latency: two multiply-adds a cycle, 4 cycles
/// each.
/// </remarks>
internal unsafe struct RowTileArguments
{
    /// <summary>The plane's first pixel; outside the buffer if the band starts further down.</summary>
    public float* Source;

    /// <summary>Distance between two pixels of a run.</summary>
    public nint SourceStep;

    /// <summary>The same as positions along the tiles' axis.</summary>
    public nint PlaceStep;

    /// <summary>Distance between the inputs of two neighbouring lines.</summary>
    public nint SourceLineStep;

    /// <summary>Added to the position of each tile.</summary>
    public nint FirstPlace;

    /// <summary>Length of the plane along the tiles' axis.</summary>
    public nint Places;

    /// <summary>The weights, one vector per tap.</summary>
    public float* Weight;

    /// <summary>Distance between two taps of a run.</summary>
    public nint WeightStep;

    /// <summary>One vector.</summary>
    public float* Bias;

    /// <summary>The runs: per tap of the other axis the full runs, then those that are one tap shorter.</summary>
    public RowTileRun* Runs;

    /// <summary>Number of full runs.</summary>
    public nint FullRuns;

    /// <summary>Full runs per tap of the other axis.</summary>
    public nint FullRunsOfTap;

    public nint ShortRunsOfTap;

    /// <summary>Per line of tiles: the taps of the other axis that read the plane.</summary>
    public InsideTaps* Lines;

    public float* Destination;

    public nint DestinationStep;

    public nint DestinationLineStep;

    public RowTilePlace* Tiles;

    public nint TileCount;
}

/// <summary>A run: taps at neighbouring positions.</summary>
internal struct RowTileRun
{
    /// <summary>Offset of the first tap from the tile's pixel.</summary>
    public int Source;

    /// <summary>The same as positions along the tiles' axis.</summary>
    public int Place;

    /// <summary>Offset of the first tap's weight.</summary>
    public int Weight;
}

/// <summary>Position of a tile.</summary>
internal struct RowTilePlace
{
    /// <summary>Offset of the first pixel of the first output's window.</summary>
    public int Source;

    /// <summary>The same as a position along the tiles' axis; may be negative.</summary>
    public int Place;

    /// <summary>The first line, across the axis.</summary>
    public int Line;

    /// <summary>Number of lines, 1 or 2.</summary>
    public int Lines;

    /// <summary>Offset in the output.</summary>
    public int Destination;
}
