namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>One map to draw.</summary>
/// <param name="Title">Lines of title, the first one the name.</param>
/// <param name="Group">The group whose frame it stands in, or null.</param>
/// <param name="Cells">What is drawn, perhaps reduced.</param>
/// <param name="FullRows">Rows before reducing.</param>
/// <param name="FullColumns">Columns before reducing.</param>
/// <param name="Scale">Its colours.</param>
/// <param name="IsInput">Whether the group reads it; else the group makes it.</param>
internal sealed record Tile(
    IReadOnlyList<string> Title, int? Group, Cells Cells, long FullRows, long FullColumns, ColorScale Scale, bool IsInput = false)
{
    private byte[]? _png;

    /// <summary>The map alone as a PNG.</summary>
    public byte[] Png => _png ??= MapPng.Encode(Cells, Scale);
}

/// <summary>Maps to draw side by side: HTML and PNG each make a picture of it.</summary>
/// <param name="Tiles">The maps, at least one.</param>
/// <param name="Shared">The scale of all, which gets a colour bar; null where scales differ.</param>
/// <param name="NonFinite">NaN and ±Inf in what the maps stand for.</param>
/// <param name="Alt">The picture in words.</param>
/// <param name="PerRow">How many tiles belong together, such as the channels of a group: preferred for a row.</param>
internal sealed record TileSheet(
    IReadOnlyList<Tile> Tiles,
    ColorScale? Shared,
    IReadOnlyList<NonFiniteCount> NonFinite,
    string Alt,
    int PerRow)
{
    /// <summary>The most cells of all maps of a page: about as many as an output of 600 KB holds.</summary>
    public const int CellLimit = 420_000;

    /// <summary>The most cells of all maps of a single PNG with its labels.</summary>
    public const int CoarseLimit = 150_000;

    /// <summary>The most maps of a picture, unless more are asked for.</summary>
    public const int TileLimit = 64;

    /// <summary>The most maps of a picture, whatever is asked for: with more the output outgrows its budget.</summary>
    public const int TileMost = 120;

    /// <summary>The most cells with a glyph; further ones keep their colour.</summary>
    public const int GlyphLimit = 200;

    // A still picture of a map has at most so many cells a side.
    private const int SideLimit = 512;

    /// <summary>What the frame of a group says: its name, and a line about it.</summary>
    public Func<int, (string Title, string Note)> GroupTitle { get; init; } = group => (FormattableString.Invariant($"group {group}"), "");

    /// <summary>Bytes of all maps as PNGs.</summary>
    public long Bytes => Tiles.Sum(tile => (long)tile.Png.Length);

    /// <summary>Such as <c>shown 64×64 of 512×512, each cell the mean of its block</c>; empty where nothing is reduced.</summary>
    public string Reduced => Tiles.First(made => !made.IsInput) is var tile
        && (tile.Cells.Rows, tile.Cells.Columns) == (tile.FullRows, tile.FullColumns)
        ? ""
        : $"shown {Numbers.By(tile.Cells.Rows, tile.Cells.Columns)} of {Numbers.By(tile.FullRows, tile.FullColumns)}, each cell "
            + (tile.Scale.IsSigned ? "the value of its block that is furthest from 0" : "the mean of its block");

    /// <summary>How far to reduce maps of one size, so that all of them fit.</summary>
    /// <param name="rows">Rows of a map.</param>
    /// <param name="columns">Columns of a map.</param>
    /// <param name="tiles">How many maps.</param>
    /// <param name="limit">The most cells of all.</param>
    public static (int Rows, int Columns) Fit(long rows, long columns, int tiles, int limit)
    {
        double room = limit / (double)Math.Max(1, tiles);
        double factor = Math.Min(1, Math.Min(SideLimit / (double)Math.Max(rows, columns), Math.Sqrt(room / rows / columns)));
        int shownRows = (int)Math.Clamp(rows * factor, 1, Math.Min(rows, SideLimit));
        int shownColumns = (int)Math.Clamp(Math.Min(columns * factor, Math.Floor(room / shownRows)), 1, Math.Min(columns, SideLimit));
        // A strip keeps more of its length than a picture of the same cells would.
        if (shownRows == 1)
            shownColumns = (int)Math.Clamp(Math.Floor(room), 1, Math.Min(columns, 4 * SideLimit));
        // Whole steps keep the blocks of a reduced map equal, where that costs little.
        long step = Math.Max((rows + shownRows - 1) / shownRows, (columns + shownColumns - 1) / shownColumns);
        long evenRows = (rows + step - 1) / step, evenColumns = (columns + step - 1) / step;
        return evenRows * evenColumns >= 0.8 * shownRows * shownColumns ? ((int)evenRows, (int)evenColumns) : (shownRows, shownColumns);
    }

    /// <summary>Cells that are not finite, with the tile's index, as many as get a glyph.</summary>
    public IEnumerable<(int Tile, int Row, int Column, double Value)> Glyphs() => Tiles
        .SelectMany((tile, index) => Enumerable.Range(0, tile.Cells.Values.Length)
            .Where(i => !double.IsFinite(tile.Cells.Values[i]))
            .Select(i => (index, i / tile.Cells.Columns, i % tile.Cells.Columns, tile.Cells.Values[i])))
        .Take(GlyphLimit);
}
