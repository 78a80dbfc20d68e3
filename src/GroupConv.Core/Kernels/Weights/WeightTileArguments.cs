namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Arguments of a weight tile: a few channels of the narrow tensor (the one with a pixel per position of the window) × a few taps; sum
/// (channel i, tap k) += Σ_pixels narrow[i][pixel] · plane[pixel + tap k], one sum per lane. Lanes are pixels of a row, which are summed at
/// the end; or channels, where the channels of a pixel are contiguous; or groups, where each pixel is a vector of groups. Offsets are in
/// floats.
/// </summary>
internal unsafe struct WeightTileArguments
{
    /// <summary>The first row of the first channel, or of the first vector of channels.</summary>
    public float* Narrow;

    /// <summary>Distance between two channels.</summary>
    public nint NarrowStride;

    /// <summary>Distance between two rows.</summary>
    public nint NarrowRow;

    /// <summary>If vectors hold channels: distance between two pixels.</summary>
    public nint NarrowColumn;

    /// <summary>The first pixel in the planes of the wide tensor.</summary>
    public float* Plane;

    /// <summary>Distance between two rows of a plane.</summary>
    public nint PlaneRow;

    /// <summary>If vectors hold groups: distance between the vectors of two pixels, a stride apart.</summary>
    public nint PlaneColumn;

    /// <summary>Per tap: distance from a pixel's position.</summary>
    public int* Taps;

    /// <summary>Number of rows.</summary>
    public nint Rows;

    /// <summary>
    /// Columns of a row that fill whole vectors. If vectors hold channels: all columns; if they hold groups: floats of a row.
    /// </summary>
    public nint FullColumns;

    /// <summary>Mask of the lanes of the remaining columns; null if there are none.</summary>
    public float* Mask;

    /// <summary>The sums to add to: one vector per tap, here of the first channel.</summary>
    public float* Sums;

    /// <summary>Distance between the sums of two channels.</summary>
    public nint SumsStride;
}
