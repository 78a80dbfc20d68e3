using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A weight as tiles: a tile is one output channel, its filters in a grid that is as square as it can be.</summary>
internal static class WeightSheet
{
    /// <summary>Lays out a weight.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="weight">Its weight, OIHW.</param>
    /// <param name="all">The weight's statistics.</param>
    /// <param name="limit">The most tiles.</param>
    public static TileSheet Of(Conv2dSpec spec, Planes weight, Statistics all, int limit)
    {
        (int kH, int kW) = (spec.KernelSize.Height, spec.KernelSize.Width);
        // A row too large for a picture is cut to the filters of its first inputs: filters are shrunk only where one alone is too large.
        int inputs = (int)Math.Clamp(TileSheet.StillCells / ((long)kH * kW), 1, spec.InChannelsPerGroup);
        int across = (int)Math.Clamp(Math.Ceiling(Math.Sqrt(inputs * (double)kH / kW)), 1, inputs);
        int down = (inputs + across - 1) / across;
        double cells = (double)across * down * kH * kW;
        int tiles = (int)Math.Clamp(TileSheet.StillCells / cells, 1, limit);
        var scale = ColorScale.Of(all.Min, all.Max);
        var rows = ChannelChoice.Pick(spec.OutChannels, spec.Groups, tiles).Select(row => (int)row);
        return new TileSheet(
            [.. rows.Select(row => new Tile(Title(spec, row, inputs), spec.Groups > 1 ? spec.GroupOfOutput(row) : null, Filters(spec, weight, row, inputs, across, down), down * kH, across * kW, scale))],
            scale,
            all.NonFiniteCounts,
            $"Weight {Conv2dShape.Shape(spec.WeightShape)} of {spec}: {TensorText.Range(all)}.",
            1);
    }

    private static string[] Title(Conv2dSpec spec, int row, int inputs)
    {
        string name = FormattableString.Invariant($"row {row}{(spec.Groups > 1 ? FormattableString.Invariant($" · group {spec.GroupOfOutput(row)}") : "")}");
        return inputs == spec.InChannelsPerGroup ? [name] : [name, FormattableString.Invariant($"first {inputs} of {spec.InChannelsPerGroup} inputs")];
    }

    private static Cells Filters(Conv2dSpec spec, Planes weight, int row, int inputs, int across, int down)
    {
        (int kH, int kW) = (spec.KernelSize.Height, spec.KernelSize.Width);
        long first = (long)row * spec.InChannelsPerGroup;
        if ((long)kH * kW > TileSheet.StillCells)
        {
            (int rows, int columns) = TileSheet.Fit(kH, kW, 1, TileSheet.StillCells);
            return weight.Shrink(first, rows, columns);
        }

        var values = new double[down * kH * across * kW];
        var line = new double[kW];
        for (int input = 0; input < inputs; input++)
        {
            for (int y = 0; y < kH; y++)
            {
                weight.Read(first + input, y, line);
                line.CopyTo(values, (input / across * kH + y) * across * kW + input % across * kW);
            }
        }

        return new Cells(down * kH, across * kW, values);
    }
}
