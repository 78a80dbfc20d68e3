using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>
/// How far Winograd outputs lie from the exact ones. An output's error is at most Factor · u · √K · s, with u = 2⁻²⁴, K = 9 · in_channels /
/// groups products, and s the root of the sum of the squares of these products, or of those of another output of its tile where that is
/// more: a tile rounds as a whole. The form is that of a direct sum, whose partial sums round like a random walk, and for which the tests
/// allow 4. The factors here are what the same tests hold random layers to; most come nowhere near.
/// </summary>
/// <remarks>
/// The worst case (B. Barabasz and others, Error analysis and improving the accuracy of Winograd convolution for deep neural networks,
/// 2020) is a product of norms of Aᵀ, G and Bᵀ, and does not count on errors to cancel each other, as they do.
/// </remarks>
internal static class WinogradError
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>The factor of tiles of so many output rows and columns.</summary>
    public static double Factor(int outputs) => outputs == 4 ? 8 : 4;

    /// <summary>
    /// The same as a part of the largest output: an estimate, which holds where that is as large as s. Where products cancel, outputs are
    /// smaller and the part is larger.
    /// </summary>
    public static double OfLargest(ImageProblem problem, int outputs) =>
        Factor(outputs) * UnitRoundoff * Math.Sqrt(9.0 * problem.InChannels + 1);
}
