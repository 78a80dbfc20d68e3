using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>
/// The definition with vectors of output pixels. Input channels are laid out in padded planes, split by the stride; from there a table of
/// tap offsets makes every kernel size, stride, dilation and padding mode the same loop (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class DirectConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "direct";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output pixels on padded planes, no matrix of patches");

    public string? Refusal(ImageProblem problem) =>
        Limits.Refusal(problem, problem.Rows.Window + 3 * (double)problem.Rows.Stride, problem.InChannels);

    public double Cycles(ImageProblem problem)
    {
        if (problem.IsPointwise)
            return double.PositiveInfinity;
        double taps = (double)problem.InChannels * problem.PlaneTaps;
        var tiling = PixelTiling.Choose(lanes, problem.OutChannels, (int)problem.Rows.Out, (int)problem.Columns.Out, DirectBlocking.PlaneWidth(problem), taps, taps > DirectBlocking.BlockTaps);
        double planes = DirectBlocking.ReadsInput(problem, tiling.IsFlat) ? 0 : PaddedPlanes.Cycles(LineMap.Of(problem.Rows, problem.PaddingMode), LineMap.Of(problem.Columns, problem.PaddingMode), problem.InChannels, lanes);
        return problem.Batch * problem.Groups * (tiling.Cycles + planes);
    }

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new DirectBlocking(problem, lanes, threads);
        int channels = (b.OutChannels + b.OutBlocks - 1) / b.OutBlocks;
        return new PreparedItems((new DirectRun(b, new DirectTables(b)), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Vectors, "vector")} of {b.Lanes} pixels, {PreparedItems.Count(b.InBlock, "input channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
