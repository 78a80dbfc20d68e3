using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A layer's input beside its output: the photograph itself, and in each group's frame the channels that the group
/// reads.</summary>
internal static class InputTiles
{
    private const int MostTiles = 24;
    private const int MostOfGroup = 4;
    private const int CellsOfTile = 16_000;

    /// <summary>The input as the photograph it is; nothing where it is none.</summary>
    /// <param name="input">The input, or null.</param>
    /// <param name="dims">Spatial dimensions of the layer.</param>
    /// <param name="name">What it is, in words.</param>
    public static Markup Picture(Tensor<float>? input, int dims, string name)
    {
        if (input is null || dims != 2)
            return Markup.Empty;
        var planes = Planes.OfMaps(input, dims);
        if (planes.IsEmpty)
            return Markup.Empty;
        var all = planes.Measure(0, Math.Min(planes.Count, MapSlices.Channels(planes, dims)));
        return Photograph.Is(planes, all) ? Photograph.Draw(planes, all, name) : Markup.Empty;
    }

    /// <summary>Adds to each group of a sheet the first of the channels that it reads.</summary>
    /// <param name="sheet">The output's maps.</param>
    /// <param name="input">The input, or null.</param>
    /// <param name="spec">The layer, or null.</param>
    public static TileSheet Beside(TileSheet sheet, Tensor<float>? input, ConvSpec? spec)
    {
        if (input is null || spec is null || spec.Dims == 1)
            return sheet;
        var planes = Planes.OfMaps(input, spec.Dims);
        int groups = sheet.Tiles.Select(tile => tile.Group).Distinct().Count();
        int each = Math.Min(Math.Min(spec.InChannelsPerGroup, MostOfGroup), Math.Max(1, MostTiles / groups));
        if (planes.IsEmpty || groups > MostTiles || MapSlices.Channels(planes, spec.Dims) != spec.InChannels)
            return sheet;
        (int rows, int columns) = TileSheet.Fit(planes.Rows, planes.Columns, 1,
            Math.Min(CellsOfTile, 3 * CellsOfTile / groups / each + 1_000));
        var read = sheet.Tiles.Select(tile => tile.Group).Distinct().SelectMany(group =>
        {
            var slice = spec.Slice(group ?? 0);
            return Enumerable.Range(slice.FirstInput, each).Select(channel => Of(channel, group));
        });
        var tiles = sheet.Tiles.GroupBy(tile => tile.Group).SelectMany(
            group => read.Where(tile => tile.Group == group.Key).Concat(group));
        return sheet with { Tiles = [.. tiles] };

        Tile Of(int channel, int? group)
        {
            long plane = MapSlices.Plane(planes, spec.Dims, channel, null);
            var numbers = planes.Measure(plane, 1);
            int more = spec.InChannelsPerGroup - each;
            string name = FormattableString.Invariant($"in {channel}");
            return new Tile(
                more == 0 || channel != spec.Slice(group ?? 0).FirstInput + each - 1
                    ? [name] : [name, FormattableString.Invariant($"{each} of {spec.InChannelsPerGroup} inputs")],
                group,
                planes.Reduce(plane, rows, columns, average: !(numbers.Min < 0)),
                planes.Rows,
                planes.Columns,
                numbers.Min < 0 ? ColorScale.Of(numbers.Min, numbers.Max) : new ColorScale(numbers.Min, numbers.Max, Colormap.Gray),
                IsInput: true);
        }
    }
}
