namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A <see cref="TileSheet"/> as a still SVG, its cells as PNG inside.</summary>
internal static class TileSvg
{
    /// <summary>Draws the sheet.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="layout">Where things stand.</param>
    public static Markup Draw(TileSheet sheet, TileLayout layout)
    {
        var rules = sheet.Tiles.Select((tile, i) => Rule(tile, layout.Boxes[i]));
        var names = Svg.Inked(TileLayout.FontSize, dim: false, sheet.Tiles.Select((tile, i) => Line(tile, layout.Boxes[i], 0)));
        var notes = Svg.Inked(
            TileLayout.FontSize,
            dim: true,
            sheet.Tiles.SelectMany(
                (tile, i) => Enumerable.Range(1, tile.Title.Count - 1).Select(line => Line(tile, layout.Boxes[i], line))));
        string cells = Convert.ToBase64String(TilePng.DrawCells(sheet, layout));
        var picture = Markup.Of(
            $"<image x=\"0\" y=\"0\" width=\"{TileLayout.Width}\" height=\"{layout.Height}\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{cells}\"/>");
        return Svg.Document(
            TileLayout.Width,
            layout.Height,
            Markup.Of($"{picture}{rules}{names}{notes}{Glyphs(sheet, layout)}{Bar(sheet, layout)}{Legend(sheet, layout)}"));
    }

    private static Markup Line(Tile tile, Box box, int line) =>
        Svg.Plain(box.X, TileLayout.TitleTop(tile, box, line) + 10, tile.Title[line], TileLayout.FontSize, box.Width);

    private static Markup Rule(Tile tile, Box box) => tile.Group is { } group
        ? Markup.Of(
            $"<path d=\"M{box.X} {box.Y - 4}h{Math.Max(box.Width, 40)}\" stroke=\"{Palette.Color(group)}\" stroke-width=\"3\" stroke-dasharray=\"{Palette.Dash(group)}\"/>")
        : Markup.Empty;

    private static Markup Glyphs(TileSheet sheet, TileLayout layout)
    {
        var kinds = sheet.Glyphs().GroupBy(glyph => glyph.Value, glyph =>
        {
            var box = layout.Boxes[glyph.Tile];
            var cells = sheet.Tiles[glyph.Tile].Cells;
            return Glyph(
                glyph.Value, box.X + (glyph.Column + 0.5) * box.Width / cells.Columns, box.Y + (glyph.Row + 0.5) * box.Height / cells.Rows);
        });
        return Markup.Of($"{kinds.Select(kind => Stroke(string.Concat(kind), kind.Key))}");
    }

    // A cross, a point upwards, a point downwards.
    private static string Glyph(double value, double x, double y) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"M{x - 2.5:0.#} {y - 2.5:0.#}{(double.IsNaN(value) ? "l5 5m0-5l-5 5" : value > 0 ? "m0 4.5l2.5-4l2.5 4z" : "m0 .5l2.5 4l2.5-4z")}");

    // The halo keeps the colour in sight where a cell is smaller than its glyph.
    private static Markup Stroke(string path, double value) => Markup.Of(
        $"<path d=\"{path}\" fill=\"none\" stroke=\"{ColorScale.NonFinite(value).ToString()}\" stroke-width=\"4.5\" stroke-linejoin=\"round\"/><path d=\"{path}\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.4\"/>");

    private static Markup Bar(TileSheet sheet, TileLayout layout)
    {
        if (sheet.Shared is not { } scale)
            return Markup.Empty;
        var bar = layout.Bar;
        const int Steps = 60;
        var ramp = Enumerable.Range(0, Steps).Select(i => Markup.Of(
            $"<rect x=\"{bar.X}\" y=\"{bar.Y + bar.Height * i / (double)Steps}\" width=\"{bar.Width}\" height=\"{bar.Height / (double)Steps + 0.4}\" fill=\"{scale.Colors.At(1 - (i + 0.5) / Steps).ToString()}\"/>"));
        var ticks = Ticks(scale).Select(
            tick => Svg.Text(bar.Right + 6, bar.Y + 4 + bar.Height * (1 - tick.At), tick.Text, TileLayout.FontSize));
        return Markup.Of(
            $"<g>{ramp}<rect class=\"gc-rule\" x=\"{bar.X}\" y=\"{bar.Y}\" width=\"{bar.Width}\" height=\"{bar.Height}\" fill=\"none\" stroke=\"#8c959f\" stroke-width=\"0.7\"/>{ticks}</g>");
    }

    /// <summary>Where the colour bar has numbers, from 0 at the bottom to 1 at the top.</summary>
    /// <param name="scale">The scale.</param>
    public static IEnumerable<(double At, string Text)> Ticks(ColorScale scale) => scale.Low < scale.High
        ? [(1, Numbers.Value(scale.High)), (0.5, Numbers.Value(scale.Low / 2 + scale.High / 2)), (0, Numbers.Value(scale.Low))]
        : [(0.5, Numbers.Value(scale.Low))];

    private static Markup Legend(TileSheet sheet, TileLayout layout)
    {
        int x = TileLayout.Left, y = layout.LegendY;
        var parts = new List<Markup>();
        foreach (var part in sheet.NonFinite)
        {
            string text = part.ToString();
            parts.Add(
                Markup.Of(
                    $"<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{ColorScale.NonFinite(part.Value).ToString()}\"/>{Stroke(Glyph(part.Value, x + 6, y + 6), part.Value)}{Svg.Text(x + 18, y + 10, text, TileLayout.FontSize)}"));
            x += 40 + text.Length * 7;
        }

        return Markup.Of($"{parts}");
    }
}
