using System.Globalization;
using GroupConv.Core.Specs;

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

    public string? Refusal(Conv2dShape shape) =>
        Limits.Refusal(shape, 2 * Limits.Window(shape.Spec) + 5 * (double)shape.Spec.Stride.Height, shape.Spec.InChannelsPerGroup);

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        var tiling = ChannelTiling.Choose(lanes, shape, (int)shape.OutHeight, (int)shape.OutWidth);
        double taps = (double)spec.InChannelsPerGroup * spec.KernelSize.Height * spec.KernelSize.Width;
        bool readsInput = shape.Padding == Padding2d.Valid && spec.Stride == 1;
        double planes = readsInput ? 0 : PaddedPlanes.Cycles(LineMap.OfRows(shape), LineMap.OfColumns(shape), spec.InChannelsPerGroup, lanes);
        return shape.Batch * spec.Groups * (tiling.Cycles * taps + planes) + shape.OutputElements * tiling.CyclesOfOutput((int)shape.OutWidth);
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads)
    {
        var b = new ChannelsBlocking(shape, lanes, threads);
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
