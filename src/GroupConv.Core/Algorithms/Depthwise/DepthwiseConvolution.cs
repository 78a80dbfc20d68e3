using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>
/// groups = in_channels: every output channel reads one padded plane, split by the stride. A tile is a vector of columns on up to 8 rows, so that
/// each row that is loaded serves all taps of a filter's column (see <see cref="RowTileArguments"/>). Filters of 3x3 stay in registers, and
/// their tiles have up to 16 rows.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images take narrower ones.</param>
internal sealed class DepthwiseConvolution(int lanes) : IConvAlgorithm
{
    // With more filters a channel, tiles of several output channels reuse a row as often, and the weights more often.
    private const int MostMultiplier = 3;

    public string Name => "depthwise";

    public string Reason => "each group reads one channel: a row of it serves a column of taps on several output rows";

    public string? Refusal(ImageProblem problem)
    {
        if (!problem.HasDenseImages)
            return "images that are slices of a volume do not stand one behind the other";
        return problem.IsDepthwise
            ? Limits.Refusal(problem, problem.Rows.Window + DepthwiseBlocking.LeastBandRows * (double)problem.Rows.Stride, 1)
            : string.Create(CultureInfo.InvariantCulture, $"each group reads {problem.InChannels} channels, not 1");
    }

    public double Cycles(ImageProblem problem) => problem.Multiplier > MostMultiplier ? double.PositiveInfinity : 0;

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new DepthwiseBlocking(problem, lanes, threads);
        var run = new DepthwiseRun(b, new DepthwiseTables(b));
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Use = run.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(b.TileRows, "row")} × {b.Lanes} columns, runs of {PreparedItems.Count(b.RunTaps, "tap")}, {PreparedItems.Count(b.BlockChannels, "channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
