using System.Globalization;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// Direct convolution with vectors of output channels. A broadcast pixel is multiplied by the weights of many channels at once (see <see
/// cref="Kernels.Channels.ChannelTileArguments"/>), so rows of any width fill the tiles. At the end the outputs are transposed to planes.
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class ChannelsConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "channels";

    public string Reason =>
        string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output channels: rows of any width fill their tiles");

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (Limits.Refusal(problem, 2 * problem.Rows.Window + 5 * (double)problem.Rows.Stride, problem.InChannels) is { } refusal)
            return new Refused(refusal);
        var costs = MachineCosts.Of(lanes);
        var tiling = ChannelTiling.Choose(lanes, problem, (int)problem.Rows.Out, (int)problem.Columns.Out);
        double planes = problem.IsUnpadded && problem.HasUnitStride ? 0 : PaddedPlanes.Cycles(problem, costs);
        double cycles = problem.GroupImages * (tiling.Cycles * problem.Taps + costs.GroupStart) + planes
            + problem.OutputElements * tiling.CyclesOfOutput(costs, (int)problem.Columns.Out);
        ChannelsBlocking? blocking = null;
        ChannelsRun? run = null;
        return new Offered(cycles, filters =>
        {
            blocking ??= new ChannelsBlocking(problem, tiling, lanes, threads);
            return Prepare(blocking, run ??= new ChannelsRun(blocking), new ChannelsPacking(blocking, filters));
        });
    }

    private static PreparedItems Prepare(ChannelsBlocking b, ChannelsRun run, ChannelsPacking packing)
    {
        string vectors = PreparedItems.Count(b.Tiling.Blocks.Max(), "vector"), inputs = PreparedItems.Count(b.InBlock, "input channel");
        string parts = PreparedItems.Count(b.OutParts, "part");
        string rows = PreparedItems.Count(b.BandRows, "row");
        string items = PreparedItems.Count(b.Items, "item");
        string shares = $"{inputs} a block, bands of {rows}, {parts}, {items}";
        string runs = b.Tiling.RunTaps > 1 ? $", runs of {PreparedItems.Count(b.Tiling.RunTaps, "tap")}" : "";
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (packing, packing.Items),
            PackedFloats = b.PackedFloats,
            PacksFilters = true,
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {vectors} of {b.Lanes} channels × {b.Tiling.Rows} × {b.Tiling.Columns} pixels{runs}, {shares}"),
        };
    }
}
