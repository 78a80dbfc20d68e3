namespace GroupConv.Core.Kernels.Planes;

/// <summary>
/// Arguments of a plane tile: channels that read one plane each. A tile is a vector of output columns × a few output rows; output row r =
/// bias + Σ over runs and their taps j of weight[run + j] · plane[row of the tile + row of the run + (r + j) row steps][column of the tile
/// + column of the run], where everything outside the plane is zero. Offsets and steps are in floats.
/// </summary>
internal unsafe struct PlaneTileArguments
{
    /// <summary>Number of channels, at least 1.</summary>
    public nint Channels;

    /// <summary>The first channel's plane.</summary>
    public float* Source;

    /// <summary>Distance between the planes of two channels; 0 if they read the same plane.</summary>
    public nint SourceChannelStep;

    /// <summary>Distance between two rows of a plane.</summary>
    public nint RowFloats;

    /// <summary>The row that tiles and runs count from; may be above the plane.</summary>
    public nint FirstRow;

    /// <summary>Rows of a plane; rows above and below are zero.</summary>
    public nint Rows;

    /// <summary>Rows between two taps of a run.</summary>
    public nint RowStep;

    /// <summary>The first channel's weights.</summary>
    public float* Weight;

    public nint WeightChannelStep;

    /// <summary>Distance between the weights of two taps of a run.</summary>
    public nint WeightRowStep;

    /// <summary>One value per channel; null for zeros.</summary>
    public float* Bias;

    /// <summary>The full runs, then the runs that are one tap shorter.</summary>
    public PlaneTileRun* Runs;

    public nint FullRuns;

    public nint ShortRuns;

    /// <summary>Masks of columns, at the offsets of tile and run: per lane all bits set, or none.</summary>
    public float* Masks;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    public PlaneTilePlace* Tiles;

    /// <summary>Number of tiles per channel.</summary>
    public nint TileCount;
}

/// <summary>A run: taps of a filter's column on neighbouring rows.</summary>
internal struct PlaneTileRun
{
    /// <summary>Row of the first tap, relative to the tile's.</summary>
    public int Row;

    /// <summary>Column of the taps, relative to the tile's; the phases of a plane follow each other.</summary>
    public int Column;

    /// <summary>Offset of the first tap's weight.</summary>
    public int Weight;

    /// <summary>Offset of its mask from the tile's masks.</summary>
    public int Mask;
}

/// <summary>Position of a tile.</summary>
internal struct PlaneTilePlace
{
    /// <summary>The first row that it reads.</summary>
    public int Row;

    /// <summary>The first column that it reads; may be outside the plane.</summary>
    public int Column;

    /// <summary>Offset in the output. A tile writes whole vectors, row after row.</summary>
    public int Destination;

    /// <summary>Offset of its masks.</summary>
    public int Masks;

    /// <summary>Its rows, for microkernels that take any number of rows.</summary>
    public int Rows;
}
