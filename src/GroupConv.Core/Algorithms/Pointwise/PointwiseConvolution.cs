using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>
/// 1×1 filters: a product of matrices for each group, filters × pixels. Pixels that the stride touches stand one behind the other, so that it does not matter
/// where rows end (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class PointwiseConvolution(int lanes) : IConvAlgorithm
{
    private const double MostRowFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "pointwise";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"1×1 filters: filters times vectors of {lanes} pixels, whatever the image's width");

    public string? Refusal(ImageProblem problem)
    {
        if (!problem.IsPointwise)
            return string.Create(CultureInfo.InvariantCulture, $"the kernel is {problem.Rows.Taps}×{problem.Columns.Taps}, not 1×1");
        double row = Math.Max(3 * 16, (double)problem.Columns.Out) * 3 * problem.InChannels;
        double plane = Math.Max(problem.Rows.In * (double)problem.Columns.In, problem.Rows.Out * (double)problem.Columns.Out);
        return row > MostRowFloats || plane > MostPlaneFloats
            ? string.Create(CultureInfo.InvariantCulture, $"some rows of pixels have {row:0} elements over all channels")
            : null;
    }

    public double Cycles(ImageProblem problem)
    {
        var cycles = new PointwiseCycles(problem, lanes);
        double pixels = problem.Rows.Out * (double)problem.Columns.Out;
        return problem.Batch * problem.Groups * (cycles.OfTiles(pixels) + cycles.OfCopies(pixels) + cycles.OfOutputs(pixels));
    }

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new PointwiseBlocking(problem, lanes, threads);
        int channels = (b.OutChannels + b.Blocks - 1) / b.Blocks;
        return new PreparedItems((new PointwiseRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Vectors, "vector")} of {b.Lanes} pixels, {PreparedItems.Count(b.InBlock, "input channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
