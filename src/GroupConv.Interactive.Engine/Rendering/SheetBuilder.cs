using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Makes a <see cref="TileSheet"/> of some planes of a tensor.</summary>
/// <param name="planes">The tensor.</param>
internal sealed class SheetBuilder(Planes planes)
{
    /// <summary>The planes to draw.</summary>
    public IReadOnlyList<long> Shown { get; init; } = [];

    /// <summary>How many planes of the tensor could be drawn: those that share a scale.</summary>
    public long Of { get; init; }

    /// <summary>Lines of title of a plane.</summary>
    public required Func<long, IReadOnlyList<string>> Title { get; init; }

    /// <summary>How many groups the planes fall into.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>What shares a scale.</summary>
    public MapScale Scale { get; init; }

    /// <summary>The picture in words.</summary>
    public string Alt { get; init; } = "";

    /// <summary>The most cells of all maps together.</summary>
    public int CellLimit { get; init; } = TileSheet.StillCells;

    /// <summary>Rows and columns of each map as drawn.</summary>
    public (int Rows, int Columns) Size => TileSheet.Fit(planes.Rows, planes.Columns, Shown.Count, CellLimit);

    /// <summary>Such as <c>shown 64×64 of 512×512</c>; empty where nothing is shrunk.</summary>
    public string Shrunk => Size == (planes.Rows, planes.Columns)
        ? ""
        : $"shown {Numbers.By(Size.Rows, Size.Columns)} of {Numbers.By(planes.Rows, planes.Columns)}, each cell the value of its block that is furthest from 0";

    /// <summary>Makes the sheet.</summary>
    /// <param name="all">Statistics of all planes that could be drawn.</param>
    public TileSheet Build(Statistics all)
    {
        (int rows, int columns) = Size;
        var layer = ColorScale.Of(all.Min, all.Max);
        long perGroup = Math.Max(1, Of / Groups);
        var byGroup = new Dictionary<long, ColorScale>();
        var tiles = Shown.Select(plane =>
        {
            long group = plane / perGroup;
            var scale = Scale switch
            {
                MapScale.Channel => Measured(plane, 1),
                MapScale.Group => byGroup.TryGetValue(group, out var known) ? known : byGroup[group] = Measured(group * perGroup, perGroup),
                _ => layer,
            };
            IReadOnlyList<string> range = Scale == MapScale.Layer ? [] : [$"{Numbers.Value(scale.Low)} … {Numbers.Value(scale.High)}"];
            return new Tile(
                [.. Title(plane), .. range],
                Groups > 1 ? (int)group : null,
                planes.Shrink(plane, rows, columns),
                planes.Rows,
                planes.Columns,
                scale);
        });
        return new TileSheet(
            [.. tiles],
            Scale == MapScale.Layer && all.Finite > 0 ? layer : null,
            all.NonFiniteCounts,
            Alt,
            Math.Max(1, Shown.Count / Math.Min(Groups, Shown.Count)));
    }

    private ColorScale Measured(long first, long count)
    {
        var statistics = planes.Measure(first, count);
        return ColorScale.Of(statistics.Min, statistics.Max);
    }
}
