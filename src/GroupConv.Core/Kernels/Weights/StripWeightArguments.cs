namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Arguments of a strip weight tile: a vector of columns of a few channels of the narrow tensor × taps of a few columns of the filter, at
/// stride 1; sum (channel i, tap t, column k) += Σ_rows narrow[i][row + before − t][column] · wide[row][column + k], one partial sum per
/// lane; the lanes are summed at the end. Nothing outside the tensors is read. Offsets are in floats.
/// </summary>
internal unsafe struct StripWeightArguments
{
    /// <summary>Row 0 of the first narrow channel, at the vector's first column.</summary>
    public float* Narrow;

    /// <summary>Distance between two narrow channels.</summary>
    public nint NarrowStride;

    public nint NarrowRow;

    public nint NarrowRows;

    /// <summary>Row 0 of the wide channel, at the column that meets the vector's first column in the tile's first filter column.</summary>
    public float* Wide;

    public nint WideRow;

    public nint WideRows;

    /// <summary>The first row: of the wide channel at stride 1, of the narrow channel at stride 2.</summary>
    public nint FirstRow;

    /// <summary>The row after the last.</summary>
    public nint EndRow;

    /// <summary>Padding before the rows.</summary>
    public nint Before;

    /// <summary>Distance from a narrow vector to the one to prefetch for the next tile.</summary>
    public nint NarrowAhead;

    /// <summary>The same distance in the wide channel.</summary>
    public nint WideAhead;

    /// <summary>Mask of the narrow row's columns: per lane all bits set, or none.</summary>
    public float* Masks;

    /// <summary>
    /// Per column of the filter, or per vector of the windows at stride 2: mask of the wide row's columns. It excludes every lane that the
    /// narrow row's mask excludes: zero times NaN or infinity would not be zero.
    /// </summary>
    public float* WideMasks;

    /// <summary>The sums to add to: one vector per column, here of the tile's first tap and channel.</summary>
    public float* Sums;

    /// <summary>Distance between the sums of two narrow channels.</summary>
    public nint SumsStride;

    /// <summary>Distance between the sums of two taps of the filter's column.</summary>
    public nint SumsRow;
}
