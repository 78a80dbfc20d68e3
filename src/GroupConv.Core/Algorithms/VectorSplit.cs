using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>Layers at stride 2 that need no planes split into phases: vectors are split into even and odd pixels while loading.</summary>
internal static class VectorSplit
{
    /// <summary>
    /// Whether this applies to a depthwise problem. Only the problem decides, because the choice determines the order of a sum.
    /// </summary>
    public static bool Fits(ImageProblem problem) =>
        problem.HasFilter(3) && problem.HasStride(2) && problem.HasDilation(1) && problem.PaddingMode == PaddingMode.Zeros;
}
