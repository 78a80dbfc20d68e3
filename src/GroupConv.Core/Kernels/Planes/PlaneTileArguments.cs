namespace GroupConv.Core.Kernels.Planes;

/// <summary>
/// What a plane tile microkernel works on: channels that read one plane each. A tile is a vector of output columns on a few output rows; output
/// row r = bias + Σ over runs and their taps j of weight[run + j] · plane[row of the tile + row of the run + (r + j) row steps][column of the tile + column of the run],
/// where all that is not in the plane is zero. Offsets and steps count floats.
/// </summary>
internal unsafe struct PlaneTileArguments
{
    /// <summary>Channels, at least 1.</summary>
    public nint Channels;

    /// <summary>The first channel's plane.</summary>
    public float* Source;

    /// <summary>From one channel's plane to the next one's; 0 where they read the same.</summary>
    public nint SourceChannelStep;

    /// <summary>From one row of a plane to the next.</summary>
    public nint RowFloats;

    /// <summary>The row that tiles and runs count from; it may lie above the plane.</summary>
    public nint FirstRow;

    /// <summary>Rows of a plane: those above and below are zeros.</summary>
    public nint Rows;

    /// <summary>Rows from one that a run reads to its next one.</summary>
    public nint RowStep;

    /// <summary>The first channel's weights.</summary>
    public float* Weight;

    public nint WeightChannelStep;

    /// <summary>From one tap of a run to the next.</summary>
    public nint WeightRowStep;

    /// <summary>One number for each channel, or null for zeros.</summary>
    public float* Bias;

    /// <summary>The runs: first the full ones, then those that are one tap shorter.</summary>
    public PlaneTileRun* Runs;

    public nint FullRuns;

    public nint ShortRuns;

    /// <summary>Masks of columns: where tiles and runs say, a number for each lane, bits all set or none.</summary>
    public float* Masks;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    public PlaneTilePlace* Tiles;

    /// <summary>Tiles of a channel.</summary>
    public nint TileCount;
}

/// <summary>Some taps of a filter's column, on neighbouring rows.</summary>
internal struct PlaneTileRun
{
    /// <summary>The row that the first tap reads, from the tile's.</summary>
    public int Row;

    /// <summary>Where it reads in a row, from the tile's column; phases of a plane stand one behind another.</summary>
    public int Column;

    /// <summary>The weight of the first tap.</summary>
    public int Weight;

    /// <summary>Where its masks stand, from the tile's.</summary>
    public int Mask;
}

/// <summary>Where a tile is.</summary>
internal struct PlaneTilePlace
{
    /// <summary>The first row that it reads.</summary>
    public int Row;

    /// <summary>The first column that it reads; it may lie beside the plane.</summary>
    public int Column;

    /// <summary>Where it goes. A tile writes whole vectors, its rows upwards.</summary>
    public int Destination;

    /// <summary>Its masks.</summary>
    public int Masks;

    /// <summary>Its rows, where the microkernel takes any number from 2.</summary>
    public int Rows;
}
