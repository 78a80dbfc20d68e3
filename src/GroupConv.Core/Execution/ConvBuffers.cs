namespace GroupConv.Core.Execution;

/// <summary>
/// All memory that a run of a convolution touches: tensors dense and row by row, the rest starting at a cache line (64 bytes).
/// </summary>
internal readonly unsafe struct ConvBuffers(float* x, float* weight, float* bias, float* y, float* packed, float* scratch)
{
    /// <summary>The input, NCHW.</summary>
    public readonly float* X = x;

    /// <summary>The weight, OIHW. Null in a run whose weight was packed.</summary>
    public readonly float* Weight = weight;

    /// <summary>The bias, [out_channels], or null.</summary>
    public readonly float* Bias = bias;

    /// <summary>The output, NCHW; it overlaps no other.</summary>
    public readonly float* Y = y;

    /// <summary>The weight as the algorithm likes it, or null where that is as it stands.</summary>
    public readonly float* Packed = packed;

    /// <summary>Memory of this run alone, with arbitrary content.</summary>
    public readonly float* Scratch = scratch;
}
