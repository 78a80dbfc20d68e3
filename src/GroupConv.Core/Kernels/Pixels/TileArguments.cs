namespace GroupConv.Core.Kernels.Pixels;

/// <summary>
/// Arguments of a pixel tile: a few vectors of output pixels × a few output channels; output (channel i, vector v) = bias[i] (or the
/// destination's value) + Σ_k weight[i][k] · source[vector v + tap k]. Offsets are in floats.
/// </summary>
internal unsafe struct TileArguments
{
    /// <summary>Input planes.</summary>
    public float* Source;

    /// <summary>Per vector: offset of its pixels' first tap in the planes.</summary>
    public int* SourceOffsets;

    /// <summary>Per tap: distance from the first tap. With this table, one loop covers every stride, dilation and kernel size.</summary>
    public int* Taps;

    /// <summary>Number of taps.</summary>
    public nint TapCount;

    /// <summary>The first channel's weights, one per tap.</summary>
    public float* Weight;

    /// <summary>Distance between the weights of two channels.</summary>
    public nint WeightStride;

    /// <summary>One value per channel; null for zeros.</summary>
    public float* Bias;

    /// <summary>Whether to add to the destination instead of starting from the bias.</summary>
    public bool Accumulate;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    /// <summary>Distance between the outputs of two channels.</summary>
    public nint DestinationStride;

    /// <summary>Per vector: offset in the output.</summary>
    public int* DestinationOffsets;

    /// <summary>Number of tiles in the offset tables, at least 1.</summary>
    public nint Tiles;
}
