namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A map of few numbers as a table of them, each on its colour.</summary>
internal static class ValueTable
{
    private const int MostColumns = 9;
    private const int MostRows = 16;
    private const int MostCells = 1_500;
    private const int CellWidth = 58;
    private const int LeastWidth = 90;

    // Above this opacity a colour is dark enough for white letters.
    private const int Opaque = 170;

    /// <summary>Whether a map is drawn so: it is small, and so are the others.</summary>
    /// <param name="tile">The map.</param>
    /// <param name="sheet">The sheet that it is part of.</param>
    public static bool Fits(Tile tile, TileSheet sheet) =>
        tile.FullColumns <= MostColumns && tile.FullRows <= MostRows && sheet.Tiles.Sum(other => other.Cells.Values.Length) <= MostCells;

    /// <summary>How wide the tables of a sheet are.</summary>
    /// <param name="sheet">The sheet.</param>
    public static int WidthOf(TileSheet sheet) =>
        Math.Max(LeastWidth, sheet.Tiles.Max(tile => Math.Max(tile.Cells.Columns * CellWidth, tile.Title.Max(line => line.Length) * 6)));

    /// <summary>Draws a map.</summary>
    /// <param name="tile">The map.</param>
    public static Markup Draw(Tile tile)
    {
        var cells = tile.Cells;
        var lines = tile.Title.Select((line, i) => i == 0 ? Markup.Of($"<b>{line}</b>") : Markup.Of($" <span>{line}</span>"));
        var rows = Enumerable.Range(0, cells.Rows).Select(row =>
            Markup.Of($"<tr>{Enumerable.Range(0, cells.Columns).Select(column => Cell(cells[row, column], tile.Scale, row, column))}</tr>"));
        return Markup.Of(
            $"<figure class=\"gc-tile\"><figcaption>{lines}</figcaption><div class=\"gc-scroll\"><table class=\"gc-values\"><tbody>{rows}</tbody></table></div></figure>");
    }

    private static Markup Cell(double value, ColorScale scale, int row, int column)
    {
        var (color, alpha) = scale.Palette[scale.LevelOf(value)];
        string ink = alpha <= Opaque ? "inherit" : IsBright(color) ? "#000" : "#fff";
        string paint = FormattableString.Invariant($"background:rgba({color.R},{color.G},{color.B},{alpha / 255.0:0.##});color:{ink}");
        return Markup.Of($"<td style=\"{paint}\" title=\"row {row}, column {column}\">{Numbers.Value(value)}</td> ");
    }

    private static bool IsBright(Rgb color) => 0.299 * color.R + 0.587 * color.G + 0.114 * color.B > 140;
}
