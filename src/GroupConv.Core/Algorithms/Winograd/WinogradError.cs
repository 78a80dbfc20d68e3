using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>
/// Error bound of Winograd outputs. The error of an output is at most Factor · u · √K · s. Here u = 2⁻²⁴, K = 9 · in_channels / groups is
/// the number of products, and s is the root of the sum of their squares, or that of another output of the same tile if it is greater,
/// because a tile rounds as a whole. The bound has the form of a direct sum's, whose partial sums round like a random walk; for direct sums
/// the tests allow the factor 4. The tests check the factors here on random layers; most errors are far smaller.
/// </summary>
/// <remarks>
/// The worst-case bound (B. Barabasz and others, Error analysis and improving the accuracy of Winograd convolution for deep neural
/// networks, 2020) is a product of norms of Aᵀ, G and Bᵀ. It assumes that rounding errors never cancel, although many do.
/// </remarks>
internal static class WinogradError
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>The factor for tiles with this many output rows and columns.</summary>
    public static double Factor(int outputs) => outputs == 4 ? 8 : 4;

    /// <summary>
    /// The same as a part of the largest output: an estimate, which holds where that is as large as s. Where products cancel, outputs are
    /// smaller and the part is larger.
    /// </summary>
    public static double OfLargest(ImageProblem problem, int outputs) =>
        Factor(outputs) * UnitRoundoff * Math.Sqrt(9.0 * problem.InChannels + 1);
}
