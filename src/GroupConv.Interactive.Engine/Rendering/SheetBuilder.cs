using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Makes a <see cref="TileSheet"/> of some planes of a tensor.</summary>
/// <param name="planes">The tensor.</param>
internal sealed class SheetBuilder(Planes planes)
{
    // An output has 600 KB. Base64 takes 4 bytes for 3: these leave 120 KB for the rest.
    private const int PageBudget = 265_000;
    private const int SheetBudget = 95_000;
    private const int LeastCells = 16_000;

    /// <summary>The planes to draw.</summary>
    public IReadOnlyList<long> Shown { get; init; } = [];

    /// <summary>How many planes of the tensor could be drawn: those that share a scale.</summary>
    public long Of { get; init; }

    /// <summary>Lines of title of a plane.</summary>
    public required Func<long, IReadOnlyList<string>> Title { get; init; }

    /// <summary>How many groups the planes fall into.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>What the frame of a group says.</summary>
    public Func<int, (string Title, string Note)>? GroupTitle { get; init; }

    /// <summary>What shares a scale.</summary>
    public MapScale Scale { get; init; }

    /// <summary>The picture in words.</summary>
    public string Alt { get; init; } = "";

    /// <summary>Makes the sheet of a page: as many cells as an output holds.</summary>
    /// <param name="all">Statistics of all planes that could be drawn.</param>
    public TileSheet Build(Statistics all) => Within(all, TileSheet.CellLimit, PageBudget);

    /// <summary>Makes the sheet of a single PNG.</summary>
    /// <param name="all">Statistics of all planes that could be drawn.</param>
    public TileSheet BuildCoarse(Statistics all) => Within(all, TileSheet.CoarseLimit, SheetBudget);

    // Noise does not compress: then fewer cells must do.
    private TileSheet Within(Statistics all, int limit, int budget)
    {
        var sheet = Build(all, limit);
        while (sheet.Bytes > budget && limit > LeastCells)
            sheet = Build(all, limit = (int)(limit * Math.Min(0.9, budget / (double)sheet.Bytes)));
        return sheet;
    }

    private TileSheet Build(Statistics all, int limit)
    {
        (int rows, int columns) = TileSheet.Fit(planes.Rows, planes.Columns, Shown.Count, limit);
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
                planes.Reduce(plane, rows, columns, average: !(all.Min < 0)),
                planes.Rows,
                planes.Columns,
                scale);
        });
        List<Tile> drawn = [.. tiles];
        if (Scale == MapScale.Layer)
        {
            layer = layer.CutFor(drawn.SelectMany(tile => tile.Cells.Values));
            drawn = [.. drawn.Select(tile => tile with { Scale = layer })];
        }

        var sheet = new TileSheet(
            drawn,
            Scale == MapScale.Layer && all.Finite > 0 ? layer : null,
            all.NonFiniteCounts,
            Alt,
            Math.Max(1, Shown.Count / Math.Min(Groups, Shown.Count)));
        return GroupTitle is null ? sheet : sheet with { GroupTitle = GroupTitle };
    }

    // A signed layer keeps signed scales for its parts: white is zero in all of them.
    private ColorScale Measured(long first, long count)
    {
        var statistics = planes.Measure(first, count);
        return ColorScale.Of(statistics.Min, statistics.Max);
    }
}
