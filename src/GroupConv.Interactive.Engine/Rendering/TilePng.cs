namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A <see cref="TileSheet"/> as a PNG, for front ends that show no HTML.</summary>
internal static class TilePng
{
    private static readonly Rgb _ground = new(255, 255, 255);
    private static readonly Rgb _ink = Rgb.Parse(Svg.Ink);
    private static readonly Rgb _dim = Rgb.Parse(Svg.Dim);

    /// <summary>Draws the sheet with its labels.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="layout">Where things stand.</param>
    public static byte[] Draw(TileSheet sheet, TileLayout layout)
    {
        var picture = new IndexedPng(TileLayout.Width, layout.Height, _ground);
        for (int i = 0; i < sheet.Tiles.Count; i++)
            DrawTile(picture, sheet.Tiles[i], layout.Boxes[i]);
        foreach (var (tile, row, column, value) in sheet.Glyphs())
        {
            var box = layout.Boxes[tile];
            var cells = sheet.Tiles[tile].Cells;
            Glyph(
                picture,
                value,
                box.X + (2 * column + 1) * box.Width / (2 * cells.Columns),
                box.Y + (2 * row + 1) * box.Height / (2 * cells.Rows));
        }

        DrawBar(picture, sheet, layout);
        int x = TileLayout.Left;
        foreach (var part in sheet.NonFinite)
        {
            picture.Fill(x, layout.LegendY, 12, 12, ColorScale.NonFinite(part.Value));
            Glyph(picture, part.Value, x + 6, layout.LegendY + 6);
            string text = part.ToString();
            BitmapFont.Write(picture, x + 18, layout.LegendY + 2, text, _ink);
            x += 40 + text.Length * 7;
        }

        return picture.Encode();
    }

    private static void DrawTile(IndexedPng picture, Tile tile, Box box)
    {
        for (int line = 0; line < tile.Title.Count; line++)
            BitmapFont.Write(
                picture,
                box.X,
                TileLayout.TitleTop(tile, box, line) + 2,
                Tight(tile.Title[line], box.Width),
                line == 0 ? _ink : _dim,
                Math.Max(box.Width, 80));
        if (tile.Group is { } group)
            DrawRule(picture, group, box);
        DrawCells(picture, tile, box);
    }

    private static void DrawCells(IndexedPng picture, Tile tile, Box box)
    {
        Rgb[] colors = [.. tile.Cells.Values.Select(tile.Scale.At)];
        for (int y = 0; y < box.Height; y++)
        {
            for (int x = 0; x < box.Width; x++)
                picture.Set(
                    box.X + x,
                    box.Y + y,
                    colors[y * tile.Cells.Rows / box.Height * tile.Cells.Columns + x * tile.Cells.Columns / box.Width]);
        }
    }

    // Bitmap letters are wide.
    private static string Tight(string title, int width) =>
        title.Length * BitmapFont.Advance <= width ? title : title.Replace(" · group ", " · g", StringComparison.Ordinal);

    private static void DrawRule(IndexedPng picture, int group, Box box)
    {
        double[] dash = [.. Palette.Dash(group).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
        double at = 0;
        for (int part = 0; at < Math.Max(box.Width, 40); part++)
        {
            double length = dash.Length == 0 ? Math.Max(box.Width, 40) : dash[part % dash.Length];
            if (part % 2 == 0)
                picture.Fill(
                    box.X + (int)at, box.Y - 5, (int)Math.Min(Math.Ceiling(length), Math.Max(box.Width, 40) - at), 3, Palette.Pixel(group));
            at += length;
        }
    }

    private static void DrawBar(IndexedPng picture, TileSheet sheet, TileLayout layout)
    {
        if (sheet.Shared is not { } scale)
            return;
        var bar = layout.Bar;
        for (int y = 0; y < bar.Height; y++)
            picture.Fill(bar.X, bar.Y + y, bar.Width, 1, scale.Colors.At(Math.Round((1 - (y + 0.5) / bar.Height) * 60) / 60));
        foreach (var (at, text) in Ticks(scale))
            BitmapFont.Write(picture, bar.Right + 6, bar.Y - 3 + (int)(bar.Height * (1 - at)), text, _ink);
    }

    // Where the colour bar has numbers, from 0 at the bottom to 1 at the top.
    private static IEnumerable<(double At, string Text)> Ticks(ColorScale scale)
    {
        var (low, high) = scale.ColorEnds;
        return scale.Low < scale.High
            ? [(1, Numbers.Value(high)), (0.5, Numbers.Value(low / 2 + high / 2)), (0, Numbers.Value(low))]
            : [(0.5, Numbers.Value(scale.Low))];
    }

    private static void Glyph(IndexedPng picture, double value, int x, int y)
    {
        for (int i = -3; i <= 3; i++)
        {
            for (int j = -3; j <= 3; j++)
            {
                int down = value > 0 ? j : -j;
                bool ink = Math.Max(Math.Abs(i), Math.Abs(j)) < 3
                    && (double.IsNaN(value) ? Math.Abs(i) == Math.Abs(j) : Math.Abs(i) <= (down + 3) / 2);
                picture.Set(x + i, y + j, ink ? _ink : ColorScale.NonFinite(value));
            }
        }
    }
}
