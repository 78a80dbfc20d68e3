namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// What a weight tile microkernel works on: a few channels of the narrow tensor (the one with a pixel for each place of the window) times a few taps;
/// sum (channel i, tap k) += Σ_pixels narrow[i][pixel] · plane[pixel + tap k], a number for each lane: pixels of a row, which are added up at last, or channels, where
/// a pixel's channels stand one behind the other, or groups, where a pixel is a vector of them. All offsets count floats.
/// </summary>
internal unsafe struct WeightTileArguments
{
    /// <summary>The first channel's (or vector of channels') first row.</summary>
    public float* Narrow;

    /// <summary>From one channel to the next.</summary>
    public nint NarrowStride;

    /// <summary>From one row to the next.</summary>
    public nint NarrowRow;

    /// <summary>Where vectors hold channels: from one pixel to the next.</summary>
    public nint NarrowColumn;

    /// <summary>The place of the first pixel in the planes of the other tensor.</summary>
    public float* Plane;

    /// <summary>From one row of a plane to the next.</summary>
    public nint PlaneRow;

    /// <summary>Where vectors hold groups: from one pixel's vector to the next one's, a stride further.</summary>
    public nint PlaneColumn;

    /// <summary>For each tap, its distance from a pixel's place.</summary>
    public int* Taps;

    /// <summary>Rows.</summary>
    public nint Rows;

    /// <summary>Columns of a row that fill whole vectors; all, where vectors hold channels; where they hold groups, floats of a row.</summary>
    public nint FullColumns;

    /// <summary>Where columns are left over: ones in the bits of their lanes. Else null.</summary>
    public float* Mask;

    /// <summary>A vector for each tap of the first channel, which is added to.</summary>
    public float* Sums;

    /// <summary>From one channel's sums to the next one's.</summary>
    public nint SumsStride;
}
