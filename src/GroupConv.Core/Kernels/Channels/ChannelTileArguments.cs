namespace GroupConv.Core.Kernels.Channels;

/// <summary>
/// Arguments of a channel tile: a few vectors of output channels × TRows rows of TColumns neighbouring pixels; output (pixel p, channel c)
/// = bias[c] (or the destination's value) + Σ_k source[p + tap k] · weight[k][c]. Offsets are in floats.
/// </summary>
internal unsafe struct ChannelTileArguments
{
    /// <summary>Input planes.</summary>
    public float* Source;

    /// <summary>Per tile and row: offset of the first pixel's first tap in the planes.</summary>
    public int* SourceOffsets;

    /// <summary>Per tap: distance from the first tap.</summary>
    public int* Taps;

    /// <summary>Number of taps.</summary>
    public nint TapCount;

    /// <summary>One value per tap and channel of the tile.</summary>
    public float* Weight;

    /// <summary>One value per channel of the tile.</summary>
    public float* Bias;

    /// <summary>Whether to add to the destination instead of starting from the bias.</summary>
    public bool Accumulate;

    /// <summary>One value per tile, pixel and channel.</summary>
    public float* Destination;

    /// <summary>Number of tiles, at least 1.</summary>
    public nint Tiles;
}
