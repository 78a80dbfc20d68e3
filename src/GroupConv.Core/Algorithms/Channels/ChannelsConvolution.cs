using System.Globalization;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// The definition with vectors of output channels: a pixel's number meets the weights of many channels at once (see
/// <see cref="Kernels.Channels.ChannelTileArguments"/>), so that rows of any width fill their tiles, and what comes out is turned to planes at the end.
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class ChannelsConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "channels";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output channels: rows of any width fill their tiles");

    public string? Refusal(ImageProblem problem) =>
        Limits.Refusal(problem, 2 * problem.Rows.Window + 5 * (double)problem.Rows.Stride, problem.InChannels);

    public double Cycles(ImageProblem problem)
    {
        var tiling = ChannelTiling.Choose(lanes, problem, (int)problem.Rows.Out, (int)problem.Columns.Out);
        double taps = (double)problem.InChannels * problem.PlaneTaps;
        bool readsInput = problem.IsUnpadded && problem.HasUnitStride;
        double planes = readsInput ? 0 : PaddedPlanes.Cycles(LineMap.Of(problem.Rows, problem.PaddingMode), LineMap.Of(problem.Columns, problem.PaddingMode), problem.InChannels, lanes);
        return problem.Batch * problem.Groups * (tiling.Cycles * taps + planes) + problem.OutputElements * tiling.CyclesOfOutput((int)problem.Columns.Out);
    }

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new ChannelsBlocking(problem, lanes, threads);
        var packing = new ChannelsPacking(b);
        return new PreparedItems((new ChannelsRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (packing, packing.Items),
            PackedFloats = b.PackedFloats,
            PacksFilters = true,
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(b.Tiling.Blocks.Max(), "vector")} of {b.Lanes} channels × {b.Tiling.Rows} × {b.Tiling.Columns} pixels{(b.Tiling.RunTaps > 1 ? $", runs of {PreparedItems.Count(b.Tiling.RunTaps, "tap")}" : "")}, {PreparedItems.Count(b.InBlock, "input channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.OutParts, "part")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
