namespace GroupConv.Core.Execution;

/// <summary>
/// All memory that a run of a convolution uses. Tensors are dense and row-major; packed weight and scratch are aligned to cache lines (64
/// bytes).
/// </summary>
internal readonly unsafe struct ConvBuffers(float* x, float* weight, float* bias, float* y, float* packed, float* scratch)
{
    /// <summary>The input, NCHW.</summary>
    public readonly float* X = x;

    /// <summary>The weight, OIHW. Null if the run uses a packed weight.</summary>
    public readonly float* Weight = weight;

    /// <summary>The bias, [out_channels], or null.</summary>
    public readonly float* Bias = bias;

    /// <summary>The output, NCHW. It overlaps no other buffer.</summary>
    public readonly float* Y = y;

    /// <summary>Packed weight; null if the algorithm reads the weight tensor directly.</summary>
    public readonly float* Packed = packed;

    /// <summary>Scratch memory of this run, not initialized.</summary>
    public readonly float* Scratch = scratch;
}
