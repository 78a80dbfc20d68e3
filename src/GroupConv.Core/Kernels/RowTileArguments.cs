namespace GroupConv.Core.Kernels;

/// <summary>
/// What a row tile microkernel works on: channels that read one plane each. A tile is a vector of output columns on a few output rows; output
/// row r = bias + Σ over runs and their taps j of weight[run + j] · source[tile + run + (r + j) rows]. All offsets and steps count floats.
/// </summary>
internal unsafe struct RowTileArguments
{
    /// <summary>Channels, at least 1.</summary>
    public nint Channels;

    /// <summary>The first channel's plane.</summary>
    public float* Source;

    /// <summary>From one channel's plane to the next one's; 0 where they read the same.</summary>
    public nint SourceChannelStep;

    /// <summary>From one row to the next that the same run reads.</summary>
    public nint SourceRowStep;

    /// <summary>The first channel's weights.</summary>
    public float* Weight;

    public nint WeightChannelStep;

    /// <summary>From one tap of a run to the next.</summary>
    public nint WeightRowStep;

    /// <summary>One number for each channel, or null for zeros.</summary>
    public float* Bias;

    /// <summary>For each run, where its first tap reads; first the full runs, then those that are one tap shorter.</summary>
    public int* Runs;

    /// <summary>For each run, the weight of its first tap.</summary>
    public int* RunWeights;

    public nint FullRuns;

    public nint ShortRuns;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    /// <summary>For each tile, where it reads in a plane.</summary>
    public int* SourceOffsets;

    /// <summary>For each tile, where it goes. A tile writes whole vectors, its rows upwards.</summary>
    public int* DestinationOffsets;

    /// <summary>For each tile, its rows, where the microkernel takes any number from 2.</summary>
    public int* TileRows;

    /// <summary>Tiles of a channel.</summary>
    public nint Tiles;
}
