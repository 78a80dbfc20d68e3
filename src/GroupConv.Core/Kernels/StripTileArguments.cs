namespace GroupConv.Core.Kernels;

/// <summary>
/// What a strip tile microkernel works on. A tile is a vector of output columns on a few rows, for a few output channels; output (channel c, row r) =
/// bias[c] + Σ over runs and their taps j of weight[run][j][c] · source[tile + run + (r + j) rows]. All offsets and steps count floats.
/// </summary>
internal unsafe struct StripTileArguments
{
    /// <summary>Input planes.</summary>
    public float* Source;

    /// <summary>For each tile, where its first row's first tap lies in the planes.</summary>
    public int* SourceOffsets;

    /// <summary>From one row of a tile, and one tap of a run, to the next.</summary>
    public nint SourceRowStep;

    /// <summary>For each run, its distance from the first; first the full runs, then those that are one tap shorter.</summary>
    public int* Runs;

    public nint FullRuns;

    public nint ShortRuns;

    /// <summary>Run by run and tap by tap, one number for each channel.</summary>
    public float* Weight;

    /// <summary>One number for each channel.</summary>
    public float* Bias;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    /// <summary>For each tile, where it goes. A tile writes whole vectors, its rows upwards.</summary>
    public int* DestinationOffsets;

    /// <summary>How many tiles; at least 1.</summary>
    public nint Tiles;
}
