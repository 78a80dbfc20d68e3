using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// Layers at stride 2 whose input need not be taken apart: vectors are split into even and odd pixels as they are loaded.
/// </summary>
internal static class VectorSplit
{
    /// <summary>Whether a layer with one channel a group is computed so. By the layer alone, as it decides the order of a sum.</summary>
    public static bool Fits(ImageProblem problem) =>
        problem.HasFilter(3) && problem.HasStride(2) && problem.HasDilation(1) && problem.PaddingMode == PaddingMode.Zeros;
}
