using System.Globalization;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// Sizes above which algorithms on padded planes refuse a problem: offsets are 32-bit integers, and a thread's planes should fit the memory
/// of a small machine.
/// </summary>
internal static class Limits
{
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    /// <summary>The reason to refuse a problem, or null.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="rows">Padded rows of the thinnest band that the algorithm lays out.</param>
    /// <param name="channels">Channels whose planes are laid out together.</param>
    public static string? Refusal(ImageProblem problem, double rows, double channels)
    {
        double columns = problem.Columns.Out * (double)problem.Columns.Stride + problem.Columns.Window;
        double band = rows * columns * channels;
        if (band > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that a band of output rows reads have {band:0} elements");
        double plane = Math.Max(problem.Rows.In * (double)problem.Columns.In, problem.Rows.Out * (double)problem.Columns.Out);
        double taps = (double)problem.Rows.Taps * problem.Columns.Taps * channels;
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than 2^30 elements" : null;
    }
}
