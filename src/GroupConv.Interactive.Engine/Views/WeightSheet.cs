using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// A weight as tiles: a tile is a row of the weight with its filters in a grid that is as square as it can be. A row belongs to an output
/// channel; of a transposed layer, to an input channel. The slices of a 3-d filter stand side by side.
/// </summary>
internal static class WeightSheet
{
    // Filters of a layer are small; those as large as an image are reduced to so many cells.
    private const int CellLimit = 32_000;

    /// <summary>Lays out a weight.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="all">The weight's statistics.</param>
    /// <param name="limit">The most tiles.</param>
    public static TileSheet Of(ConvSpec spec, Planes weight, Statistics all, int limit)
    {
        var grid = Grid.Of(spec);
        double cells = (double)grid.Across * grid.Down * grid.Rows * grid.Columns;
        int tiles = (int)Math.Clamp(CellLimit / cells, 1, limit);
        var scale = ColorScale.Of(all.Min, all.Max);
        var rows = ChannelChoice.Pick(spec.WeightShape[0], spec.Groups, tiles).Select(row => (int)row);
        return new TileSheet(
            [.. rows.Select(row => new Tile(
                Title(spec, row, grid.Filters), spec.Groups > 1 ? Group(spec, row) : null, Cells(spec, weight, row, grid),
                    grid.Down * grid.Rows, grid.Across * grid.Columns, scale))],
            scale,
            all.NonFiniteCounts,
            $"Weight {spec.WeightShape} of {spec}: {TensorText.Range(all)}.",
            1);
    }

    /// <summary>What a tile is, in a sentence.</summary>
    /// <param name="spec">The layer.</param>
    public static string Caption(ConvSpec spec)
    {
        string size = string.Join('×', spec.KernelSize.Select(taps => FormattableString.Invariant($"{taps}")));
        string what = spec.Transposed ? "one for each output channel of its group" : "one for each input channel it reads";
        return $"a tile is a row of the weight, {(spec.Transposed ? "an input channel" : "an output channel")}: its filters of {size}, {what}{(spec.Dims == 3 ? "; the slices of a filter stand side by side" : "")}";
    }

    private static int Group(ConvSpec spec, int row) => (int)(row / (spec.WeightShape[0] / spec.Groups));

    private static string[] Title(ConvSpec spec, int row, int filters)
    {
        string group = spec.Groups > 1 ? FormattableString.Invariant($" · group {Group(spec, row)}") : "";
        string name = FormattableString.Invariant($"{(spec.Transposed ? "in" : "out")} {row}{group}");
        string other = spec.Transposed ? "outputs" : "inputs";
        return filters == spec.WeightShape[1]
            ? [name]
            : [name, FormattableString.Invariant($"first {filters} of {spec.WeightShape[1]} {other}")];
    }

    private static Cells Cells(ConvSpec spec, Planes weight, int row, Grid grid)
    {
        long first = row * spec.WeightShape[1];
        if ((long)grid.Rows * grid.Columns > CellLimit)
        {
            (int rows, int columns) = TileSheet.Fit(weight.Rows, weight.Columns, 1, CellLimit);
            return weight.Reduce(spec.Dims == 1 ? row : first * spec.KernelSize[0], rows, columns);
        }

        int width = spec.KernelSize[^1], across = grid.Across * grid.Columns;
        var values = new double[grid.Down * grid.Rows * across];
        var line = new double[width];
        for (int filter = 0; filter < grid.Filters; filter++)
        {
            int top = filter / grid.Across * grid.Rows, left = filter % grid.Across * grid.Columns;
            for (int slice = 0; slice < grid.Columns / width; slice++)
            {
                for (int y = 0; y < grid.Rows; y++)
                {
                    // Where a signal's filters stand, a plane of the weight is all filters of a row.
                    if (spec.Dims == 1)
                        weight.Read(row, filter, line);
                    else
                        weight.Read((first + filter) * (grid.Columns / width) + slice, y, line);
                    line.CopyTo(values, (top + y) * across + left + slice * width);
                }
            }
        }

        return new Cells(grid.Down * grid.Rows, across, values);
    }

    /// <summary>How the filters of a row stand.</summary>
    /// <param name="Filters">Filters drawn: fewer than there are where a row is too large for a picture.</param>
    /// <param name="Across">Filters side by side.</param>
    /// <param name="Down">Filters one below the other.</param>
    /// <param name="Rows">Rows of a filter.</param>
    /// <param name="Columns">Columns of a filter, the slices of its depth side by side.</param>
    private readonly record struct Grid(int Filters, int Across, int Down, int Rows, int Columns)
    {
        public static Grid Of(ConvSpec spec)
        {
            int rows = spec.Dims == 1 ? 1 : spec.KernelSize[^2], columns = spec.KernelSize[^1] * (spec.Dims == 3 ? spec.KernelSize[0] : 1);
            int filters = (int)Math.Clamp(CellLimit / ((long)rows * columns), 1, spec.WeightShape[1]);
            int across = (int)Math.Clamp(Math.Ceiling(Math.Sqrt(filters * (double)rows / columns)), 1, filters);
            return new Grid(filters, across, (filters + across - 1) / across, rows, columns);
        }
    }
}
