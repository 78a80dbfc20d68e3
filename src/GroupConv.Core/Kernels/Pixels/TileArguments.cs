namespace GroupConv.Core.Kernels.Pixels;

/// <summary>
/// What a pixel tile microkernel works on. A tile is a few vectors of output pixels times a few output channels; output (channel i,
/// vector v) = bias[i] (or what stands there) + Σ_k weight[i][k] · source[vector v + tap k]. All offsets count floats.
/// </summary>
internal unsafe struct TileArguments
{
    /// <summary>Input planes.</summary>
    public float* Source;

    /// <summary>For each vector, where its pixels' first tap lies in the planes.</summary>
    public int* SourceOffsets;

    /// <summary>For each tap, its distance from the first. This table makes stride, dilation and kernel size one loop.</summary>
    public int* Taps;

    /// <summary>How many taps there are.</summary>
    public nint TapCount;

    /// <summary>The first channel's weights, one for each tap.</summary>
    public float* Weight;

    /// <summary>From one channel's weights to the next one's.</summary>
    public nint WeightStride;

    /// <summary>One number for each channel, or null for zeros.</summary>
    public float* Bias;

    /// <summary>Whether to add to what stands in the destination, in place of the bias.</summary>
    public bool Accumulate;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    /// <summary>From one channel's output to the next one's.</summary>
    public nint DestinationStride;

    /// <summary>For each vector, where it goes.</summary>
    public int* DestinationOffsets;

    /// <summary>How many tiles stand one after another in the tables of offsets; at least 1.</summary>
    public nint Tiles;
}
