using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// The definition with vectors of columns on strips of rows: a row that is loaded meets every tap of a filter's column, for a few output channels
/// (see <see cref="Kernels.Strips.StripTileArguments"/>). For groups of few channels, where loads and not multiply-adds are what takes time.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images take narrower ones.</param>
internal sealed class StripsConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "strips";

    public string Reason => "few channels a group: a row that is loaded serves a column of taps on several output rows and channels";

    public string? Refusal(ImageProblem problem) => Limits.Refusal(
        problem, problem.Rows.Window + 2.0 * StripTiles.MostRowsOfAll * problem.Rows.Stride * problem.Rows.Dilation, problem.InChannels);

    public double Cycles(ImageProblem problem)
    {
        LineMap rows = LineMap.Of(problem.Rows, problem.PaddingMode), columns = LineMap.Of(problem.Columns, problem.PaddingMode);
        var tiling = StripTiling.Choose(lanes, rows, problem.InChannels, problem.OutChannels, problem.Columns.Taps, (int)problem.Rows.Out, (int)problem.Columns.Out);
        double planes = StripsBlocking.CanReadInput(problem, lanes) ? 0 : PaddedPlanes.Cycles(rows, columns, problem.InChannels, lanes);
        return problem.Batch * problem.Groups * (tiling.Cycles + planes);
    }

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new StripsBlocking(problem, lanes, threads);
        var packing = new StripsPacking(b);
        int channels = (problem.OutChannels + b.Tiling.Blocks - 1) / b.Tiling.Blocks;
        return new PreparedItems((new StripsRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (packing, packing.Items),
            PackedFloats = b.PackedFloats,
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Tiling.Rows, "row")} × {b.Tiling.Lanes} columns, runs of {PreparedItems.Count(b.Tiling.Runs.Taps, "tap")}, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
