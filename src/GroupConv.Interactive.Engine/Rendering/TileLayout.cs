namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A rectangle in pixels.</summary>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal readonly record struct Box(int X, int Y, int Width, int Height)
{
    /// <summary>Right.</summary>
    public int Right => X + Width;

    /// <summary>Bottom.</summary>
    public int Bottom => Y + Height;
}

/// <summary>
/// Where everything of a <see cref="TileSheet"/> stands in a PNG of the whole sheet, for front ends that show no HTML.
/// </summary>
internal sealed class TileLayout
{
    /// <summary>Width of every picture.</summary>
    public const int Width = 880;

    /// <summary>Height of a line of a title.</summary>
    public const int LineHeight = 14;

    /// <summary>Size of the letters of a title.</summary>
    public const double FontSize = 10.5;

    /// <summary>Width of a letter of a title, on average, in a narrow font.</summary>
    public const double LetterWidth = 5.2;

    private const int Margin = 14;
    private const int MostCell = 24;
    private const int StripHeight = 18;
    private const int LeastWidth = 92;
    private const int Gap = 10;
    private const int BarRoom = 74;
    private const int RuleRoom = 6;
    private const int LegendRoom = 22;

    /// <summary>Lays out a sheet.</summary>
    /// <param name="sheet">The sheet.</param>
    public TileLayout(TileSheet sheet)
    {
        var tiles = sheet.Tiles;
        int room = Width - 2 * Margin - (sheet.Shared is null ? 0 : BarRoom);
        double aspect = tiles.Max(tile => tile.FullColumns / (double)tile.FullRows);
        int columns = ColumnsFor(sheet, room, aspect);
        int pitch = (room + Gap) / columns;
        int width = Math.Min(pitch - Gap, aspect > 4 ? room : tiles.Count <= 4 ? 340 : 240);
        width = Math.Min(width, Math.Max(LeastWidth, tiles.Max(tile => tile.Cells.Columns) * MostCell));
        var boxes = new List<Box>();
        int y = Margin;
        foreach (var row in Rows(tiles, columns))
        {
            int top = y + row.Max(tile => tile.Title.Count) * LineHeight + (row.Any(tile => tile.Group is not null) ? RuleRoom : 2);
            foreach (var (tile, column) in row.Select((tile, column) => (tile, column)))
                boxes.Add(Fit(tile, Margin + column * Math.Min(pitch, width + 3 * Gap), top, width));
            y = boxes.TakeLast(row.Length).Max(box => box.Bottom) + Margin;
        }

        Boxes = boxes;
        LegendY = y;
        if (sheet.NonFinite.Count > 0)
            y += LegendRoom;
        if (sheet.Shared is not null)
        {
            Bar = new Box(boxes.Max(box => box.Right) + 22, boxes[0].Y, 12, Math.Clamp(y - Margin - boxes[0].Y, 54, 220));
            y = Math.Max(y, Bar.Bottom + Margin);
        }

        Height = y;
    }

    /// <summary>Where the cells of each tile stand; its title is above.</summary>
    public IReadOnlyList<Box> Boxes { get; }

    /// <summary>Where the colour bar stands, if there is one; its numbers are to the right.</summary>
    public Box Bar { get; }

    /// <summary>Top of the legend of NaN and ±Inf.</summary>
    public int LegendY { get; }

    /// <summary>Height of the picture.</summary>
    public int Height { get; }

    /// <summary>Left of the legend.</summary>
    public static int Left => Margin;

    /// <summary>Top of a line of a tile's title.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="box">Its cells' place.</param>
    /// <param name="line">The line, from 0.</param>
    public static int TitleTop(Tile tile, Box box, int line) =>
        box.Y - (tile.Group is null ? 3 : RuleRoom + 1) - (tile.Title.Count - line) * LineHeight + 1;

    // A group with a row or more of its own starts a row.
    private static IEnumerable<Tile[]> Rows(IReadOnlyList<Tile> tiles, int columns)
    {
        var groups = tiles.GroupBy(tile => tile.Group).ToList();
        return groups.All(group => group.Count() >= columns) ? groups.SelectMany(group => group.Chunk(columns)) : tiles.Chunk(columns);
    }

    // Proportions are kept, but no map is taller than 1.6 widths, and a strip is high enough to see its colours.
    private static Box Fit(Tile tile, int x, int y, int width)
    {
        double aspect = tile.FullColumns / (double)tile.FullRows;
        int height = (int)Math.Clamp(width / aspect, StripHeight, Math.Max(StripHeight, width * 1.6));
        return new Box(x, y, (int)Math.Clamp(height * aspect, 14, width), height);
    }

    private static int ColumnsFor(TileSheet sheet, int room, double aspect)
    {
        int count = sheet.Tiles.Count;
        int letters = sheet.Tiles.Max(tile => tile.Title.Max(line => line.Length));
        int most = Math.Clamp((int)((room + Gap) / (letters * LetterWidth + Gap)), 1, 8);
        if (aspect > 4)
            most = aspect > 8 ? 1 : Math.Min(most, 2);
        if (count <= Math.Min(4, most))
            return count;
        double ideal = Math.Sqrt(1.7 * count);
        return Enumerable.Range(1, most).MinBy(Cost);

        double Cost(int columns)
        {
            int places = Rows(sheet.Tiles, columns).Count() * columns;
            bool together = sheet.PerRow > 1 && (columns % sheet.PerRow == 0 || sheet.PerRow % columns == 0);
            return (places - count) / (double)count + 0.12 * Math.Abs(columns - Math.Min(ideal, most)) - (together ? 0.2 : 0);
        }
    }
}
