namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// What a strip weight microkernel works on: a vector of columns of a few channels of the narrow tensor, times some taps of some columns of the filter, at stride 1;
/// sum (channel i, tap t, column k) += Σ_rows narrow[i][row + before − t][column] · wide[row][column + k], a number for each pixel of the vector, which are added up at last. What lies beside the
/// tensors is not read. All offsets count floats.
/// </summary>
internal unsafe struct StripWeightArguments
{
    /// <summary>Row 0 of the first narrow channel, at the vector's first column.</summary>
    public float* Narrow;

    /// <summary>From one narrow channel to the next.</summary>
    public nint NarrowStride;

    public nint NarrowRow;

    public nint NarrowRows;

    /// <summary>Row 0 of the wide channel, at the column that the vector's first column meets with the tile's first column of the filter.</summary>
    public float* Wide;

    public nint WideRow;

    public nint WideRows;

    /// <summary>The first row of the wide channel; at stride 2 of the narrow one.</summary>
    public nint FirstRow;

    /// <summary>The row behind the last.</summary>
    public nint EndRow;

    /// <summary>Padding before the rows.</summary>
    public nint Before;

    /// <summary>From a narrow vector to the one that follows it in the next tile, which is asked for beforehand.</summary>
    public nint NarrowAhead;

    /// <summary>The same in the wide channel.</summary>
    public nint WideAhead;

    /// <summary>The mask of the narrow row's columns: a number for each lane, bits all set or none.</summary>
    public float* Masks;

    /// <summary>For each column of the filter, or each vector of the windows at stride 2, the mask of the wide row's, which has no lane that the narrow row's has not: zeros times what stands there would not be zeros.</summary>
    public float* WideMasks;

    /// <summary>A vector for each column of the tile's first tap and channel, which is added to.</summary>
    public float* Sums;

    /// <summary>From one narrow channel's sums to the next one's.</summary>
    public nint SumsStride;

    /// <summary>From one tap's sums to the next one's in the filter's column.</summary>
    public nint SumsRow;
}
