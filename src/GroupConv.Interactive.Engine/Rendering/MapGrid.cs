using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// A <see cref="TileSheet"/> as HTML: groups as frames, in each its maps as images. The page lays them out, so they follow its width.
/// Scripts replace the images by Plotly heatmaps (<c>maps.js</c>), whose numbers come from the images or, where maps are small, from an element of
/// exact ones.
/// </summary>
internal static class MapGrid
{
    /// <summary>The script of its live pictures.</summary>
    public const string Script = "maps.js";

    // The numbers of that many cells are carried as they are: 160 KB before compression.
    private const int ExactCells = 40_000;

    private const int GlyphsOfTile = 24;
    private const double LeastHeight = 18;
    private const int FrameRoom = 22;

    /// <summary>Whether the numbers of a sheet are carried as they are; else they are those of the pixels, in steps.</summary>
    /// <param name="sheet">The sheet.</param>
    public static bool IsExact(TileSheet sheet) => sheet.Tiles.Sum(tile => (long)tile.Cells.Values.Length) <= ExactCells;

    /// <summary>Draws a sheet.</summary>
    /// <param name="sheet">The sheet.</param>
    public static Markup Draw(TileSheet sheet)
    {
        int width = WidthOf(sheet);
        int glyphs = TileSheet.GlyphLimit;
        var groups = sheet.Tiles.GroupBy(tile => tile.Group).ToList();
        int most = groups.Max(group => group.Count());
        bool frames = groups.Count > 1 || sheet.Tiles[0].Group is not null;
        int across = (int)Math.Clamp(Math.Round(880.0 / (width + 10)), 1, most);
        var parts = groups.Select(group =>
        {
            var tiles = Markup.Of(
                $"<div class=\"gc-tiles\">{group.Select(tile => Figure(tile, sheet, width, ref glyphs))}</div>");
            return frames ? Frame(sheet, group.Key ?? 0, tiles) : tiles;
        }).ToList();
        var live = !HasImages(sheet) ? Markup.Empty : Markup.Of(
            $"{ExactNumbers(sheet)}{Figures(sheet)}<p class=\"gc-read gc-quiet\" role=\"status\"></p>{PlotlyScript.Once()}");
        string style = string.Create(
            CultureInfo.InvariantCulture, $"--gc-tile:{width}px;--gc-frame:{across * (width + 10) + (frames ? FrameRoom : 0)}px");
        return Markup.Of(
            $"<div class=\"gc-maps\" style=\"{style}\">{Bar(sheet)}<div class=\"gc-frames\">{parts}</div>{Legend(sheet)}{live}</div>");
    }

    /// <summary>How wide a map is drawn where the page has room.</summary>
    private static int WidthOf(TileSheet sheet)
    {
        if (!HasImages(sheet))
            return ValueTable.WidthOf(sheet);
        double aspect = sheet.Tiles.Max(tile => tile.FullColumns / (double)tile.FullRows);
        if (aspect > 8)
            return 840;
        if (aspect > 4)
            return 420;
        long largest = sheet.Tiles.Max(tile => Math.Max(tile.FullRows, tile.FullColumns));
        int wide = sheet.Tiles.Count switch { 1 => 512, <= 4 => 280, <= 9 => 256, <= 12 => 190, <= 24 => 160, _ => 118 };
        return (int)Math.Clamp(largest * 24, 118, wide);
    }

    private static bool HasImages(TileSheet sheet) => sheet.Tiles.Any(tile => !ValueTable.Fits(tile, sheet));

    private static Markup Frame(TileSheet sheet, int group, Markup tiles)
    {
        var (title, note) = sheet.GroupTitle(group);
        var words = note.Length == 0 ? Markup.Empty : Markup.Of($"<div class=\"gc-quiet\">{note}</div>");
        return Markup.Of(
            $"<section class=\"gc-group\" style=\"--gc-group:{Palette.Color(group)}\"><div class=\"gc-group-name\"><span class=\"gc-swatch\" style=\"background:{Palette.Color(group)}\"></span>{title}</div>{words}{tiles}</section>");
    }

    private static Markup Figure(Tile tile, TileSheet sheet, int width, ref int glyphs)
    {
        var cells = tile.Cells;
        if (ValueTable.Fits(tile, sheet))
            return ValueTable.Draw(tile);
        var lines = tile.Title.Select((line, i) => i == 0 ? Markup.Of($"<b>{line}</b>") : Markup.Of($" <span>{line}</span>"));
        double aspect = tile.FullColumns / (double)tile.FullRows;
        double height = Math.Clamp(width / aspect, LeastHeight, Math.Max(LeastHeight, width * 1.6));
        double shown = Math.Clamp(height * aspect, 14, width);
        var marks = Glyphs(cells).Take(Math.Min(glyphs, GlyphsOfTile)).ToList();
        glyphs -= marks.Count;
        string data = Convert.ToBase64String(tile.Png);
        string alt = $"{string.Join(" · ", tile.Title)}, {sheet.Alt}";
        var (low, high) = tile.Scale.Ends;
        var (from, to) = tile.Scale.ColorEnds;
        string attributes = string.Create(
            CultureInfo.InvariantCulture,
            $"{cells.Rows} {cells.Columns} {MapPng.PixelsPerCell(cells)} {tile.FullRows} {tile.FullColumns} {low:R} {high:R} {from:R} {to:R} {tile.Scale.Colors.Name}");
        var image = Markup.Of(
            $"<img class=\"gc-map\" width=\"{(int)shown}\" height=\"{(int)height}\" src=\"data:image/png;base64,{data}\" alt=\"{alt}\">");
        return Markup.Of(
            $"<figure class=\"{(tile.IsInput ? "gc-tile gc-in" : "gc-tile")}\" tabindex=\"0\" data-map=\"{attributes}\"><figcaption>{lines}</figcaption><div class=\"gc-frame\" style=\"aspect-ratio:{shown}/{height};max-width:{shown * 1.25}px\">{image}{marks}</div></figure>");
    }

    // A mark stands at its cell, wherever the page puts the map.
    private static IEnumerable<Markup> Glyphs(Cells cells)
    {
        for (int i = 0; i < cells.Values.Length; i++)
        {
            double value = cells.Values[i];
            if (double.IsFinite(value))
                continue;
            double left = 100 * (i % cells.Columns + 0.5) / cells.Columns, top = 100 * (i / cells.Columns + 0.5) / cells.Rows;
            yield return Markup.Of($"<i class=\"gc-glyph\" style=\"left:{left}%;top:{top}%\">{Glyph(value)}</i>");
        }
    }

    private static string Glyph(double value) => double.IsNaN(value) ? "✕" : value > 0 ? "▲" : "▼";

    private static Markup Bar(TileSheet sheet) => sheet.Shared is { } scale ? ScaleBar(scale) : Markup.Empty;

    /// <summary>A colour bar with its numbers.</summary>
    /// <param name="scale">The scale.</param>
    public static Markup ScaleBar(ColorScale scale)
    {
        var stops = scale.Colors.Stops.Select(
            stop => string.Create(CultureInfo.InvariantCulture, $"{stop.Color} {100 * stop.At:0.#}%"));
        var ticks = Ticks(scale).Select(tick => Markup.Of($"<span>{tick}</span> "));
        var note = scale.Cut is null ? Markup.Empty : Markup.Of($"<div class=\"gc-quiet\">{scale.CutNote}</div>");
        return Markup.Of(
            $"<div class=\"gc-bar\"><div class=\"gc-ramp\" style=\"background:linear-gradient(to right,{string.Join(',', stops)})\"></div><div class=\"gc-ticks\">{ticks}</div>{note}</div>");
    }

    /// <summary>The numbers below a colour bar, from left to right.</summary>
    private static IEnumerable<string> Ticks(ColorScale scale)
    {
        if (!(scale.Low < scale.High))
            return [Numbers.Value(scale.Low)];
        var (low, high) = scale.ColorEnds;
        string less = scale.Cut is not null && scale.IsSigned ? "≤ " : "", more = scale.Cut is not null ? "≥ " : "";
        return [less + Numbers.Value(low), Numbers.Value(low / 2 + high / 2), more + Numbers.Value(high)];
    }

    private static Markup Legend(TileSheet sheet) => sheet.NonFinite.Count == 0
        ? Markup.Empty
        : Markup.Of($"<p class=\"gc-legend\">{sheet.NonFinite.Select(part => Markup.Of(
            $"<span class=\"gc-swatch\" style=\"background:{ColorScale.NonFinite(part.Value).ToString()}\"></span>{Glyph(part.Value)} {part.ToString()} "))}</p>");

    private static Markup ExactNumbers(TileSheet sheet)
    {
        if (!IsExact(sheet))
            return Markup.Empty;
        float[] values = [.. sheet.Tiles.Where(tile => !ValueTable.Fits(tile, sheet)).SelectMany(tile => tile.Cells.Values).Select(value =>
            (float)value)];
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize))
            zip.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        return Markup.Of($"<script class=\"gc-numbers\" type=\"application/gzip\">{Convert.ToBase64String(packed.ToArray())}</script>");
    }

    // One figure a colour map: what differs from map to map stands in its data-map.
    private static Markup Figures(TileSheet sheet)
    {
        var maps = sheet.Tiles.Where(tile => !ValueTable.Fits(tile, sheet)).Select(tile => tile.Scale.Colors).Distinct();
        return Markup.Of(
            $"{maps.Select(map => Markup.Of($"<script class=\"gc-heatmap\" type=\"application/json\" data-colors=\"{map.Name}\">{Markup.Json(MapFigure.Json(map))}</script>"))}");
    }
}
