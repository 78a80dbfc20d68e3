namespace GroupConv.Core.Kernels.Channels;

/// <summary>
/// What a channel tile microkernel works on. A tile is a few vectors of output channels times some pixels, which stand in TRows rows of TColumns
/// neighbours; output (pixel p, channel c) = bias[c] (or what stands there) + Σ_k source[p + tap k] · weight[k][c]. All offsets count floats.
/// </summary>
internal unsafe struct ChannelTileArguments
{
    /// <summary>Input planes.</summary>
    public float* Source;

    /// <summary>For each row of each tile, where its first pixel's first tap lies in the planes.</summary>
    public int* SourceOffsets;

    /// <summary>For each tap, its distance from the first.</summary>
    public int* Taps;

    /// <summary>How many taps there are.</summary>
    public nint TapCount;

    /// <summary>For each tap, one number for each channel of the tile.</summary>
    public float* Weight;

    /// <summary>One number for each channel of the tile.</summary>
    public float* Bias;

    /// <summary>Whether to add to what stands in the destination, in place of the bias.</summary>
    public bool Accumulate;

    /// <summary>For each pixel of each tile, one number for each channel of the tile.</summary>
    public float* Destination;

    /// <summary>How many tiles stand one after another; at least 1.</summary>
    public nint Tiles;
}
