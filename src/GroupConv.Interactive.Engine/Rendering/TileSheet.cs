namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>One map to draw.</summary>
/// <param name="Title">Lines of title, the first one the name.</param>
/// <param name="Group">The group whose colour it wears, or null.</param>
/// <param name="Cells">What is drawn, perhaps shrunk.</param>
/// <param name="FullRows">Rows before shrinking.</param>
/// <param name="FullColumns">Columns before shrinking.</param>
/// <param name="Scale">Its colours.</param>
internal sealed record Tile(IReadOnlyList<string> Title, int? Group, Cells Cells, long FullRows, long FullColumns, ColorScale Scale);

/// <summary>Maps to draw side by side: the one thing that SVG, PNG and Plotly each make a picture of.</summary>
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
    /// <summary>
    /// The most cells of a chart, which carries its numbers beside a still picture: as many as an output of 200 KB holds.
    /// </summary>
    public const int LiveCells = 15_000;

    /// <summary>The most cells of a still picture, which is all pixels.</summary>
    public const int StillCells = 32_000;

    /// <summary>The most maps of a picture, unless more are asked for.</summary>
    public const int TileLimit = 64;

    /// <summary>The most maps of a picture, whatever is asked for: with more the output outgrows its budget.</summary>
    public const int TileMost = 160;

    /// <summary>The most cells with a glyph; further ones keep their colour.</summary>
    public const int GlyphLimit = 200;

    // No more than there are pixels to draw them, see TileLayout.
    private const int RowLimit = 500;
    private const int ColumnLimit = 760;

    /// <summary>How far to shrink maps of one size, so that all of them fit.</summary>
    /// <param name="rows">Rows of a map.</param>
    /// <param name="columns">Columns of a map.</param>
    /// <param name="tiles">How many maps.</param>
    /// <param name="limit">The most cells of all: <see cref="LiveCells"/> or <see cref="StillCells"/>.</param>
    public static (int Rows, int Columns) Fit(long rows, long columns, int tiles, int limit)
    {
        double room = limit / (double)Math.Max(1, tiles);
        if (rows * (double)columns <= room && rows <= RowLimit && columns <= ColumnLimit)
            return ((int)rows, (int)columns);
        double factor = Math.Sqrt(room / rows / columns);
        int shownRows = (int)Math.Clamp(rows * factor, 1, Math.Min(rows, RowLimit));
        int shownColumns = (int)Math.Clamp(Math.Floor(room / shownRows), 1, Math.Min(columns, ColumnLimit));
        // Whole steps keep the blocks of a shrunk map alike, where that costs little.
        long step = Math.Max((rows + shownRows - 1) / shownRows, (columns + shownColumns - 1) / shownColumns);
        long evenRows = (rows + step - 1) / step, evenColumns = (columns + step - 1) / step;
        return evenRows * evenColumns * 2 >= room ? ((int)evenRows, (int)evenColumns) : (shownRows, shownColumns);
    }

    /// <summary>Cells that are not finite, with the tile's index, as many as get a glyph.</summary>
    public IEnumerable<(int Tile, int Row, int Column, double Value)> Glyphs() => Tiles
        .SelectMany((tile, index) => Enumerable.Range(0, tile.Cells.Values.Length)
            .Where(i => !double.IsFinite(tile.Cells.Values[i]))
            .Select(i => (index, i / tile.Cells.Columns, i % tile.Cells.Columns, tile.Cells.Values[i])))
        .Take(GlyphLimit);
}
