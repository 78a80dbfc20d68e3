using DynamicObj;
using Microsoft.FSharp.Collections;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A <see cref="TileSheet"/> as a Plotly figure of heatmaps, placed as in the still picture.</summary>
internal static class TilePlot
{
    private static readonly double[] _nonFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];
    private static readonly string[] _symbols = ["x", "triangle-up", "triangle-down"];

    /// <summary>The figure's JSON.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="layout">Where things stand.</param>
    public static string Json(TileSheet sheet, TileLayout layout)
    {
        var traces = new List<Trace>();
        var page = new Layout();
        Set(page, ("width", TileLayout.Width), ("height", layout.Height), ("showlegend", false),
            ("font", Make(("size", TileLayout.FontSize))), ("margin", Make(
            ("l", 0), ("r", 0), ("t", 0), ("b", 0))));
        foreach (var (tile, i) in sheet.Tiles.Select((tile, i) => (tile, i)))
        {
            var box = layout.Boxes[i];
            string axis = i == 0 ? "" : Invariant(i + 1);
            page.SetProperty(
                $"xaxis{axis}",
                Axis($"y{axis}", box.X / (double)TileLayout.Width, box.Right / (double)TileLayout.Width, [-0.5, tile.FullColumns - 0.5]));
            page.SetProperty(
                $"yaxis{axis}",
                Axis($"x{axis}", 1 - box.Bottom / (double)layout.Height, 1 - box.Y / (double)layout.Height, [tile.FullRows - 0.5, -0.5]));
            traces.Add(Heatmap(tile, axis, i == 0 && sheet.Shared is not null ? ColorBar(sheet.Shared, layout) : null));
            if (tile.Cells.Values.Any(value => !double.IsFinite(value)))
                traces.Add(NonFinite(tile, axis));
        }

        traces.AddRange(sheet.Glyphs().GroupBy(glyph => (glyph.Tile, Kind: Kind(glyph.Value))).Select(glyphs =>
            Markers(
                glyphs.Key.Tile == 0 ? "" : Invariant(glyphs.Key.Tile + 1),
                glyphs.Key.Kind,
                [.. glyphs.Select(glyph => Place(sheet.Tiles[glyph.Tile], glyph.Row, glyph.Column))])));
        Set(page, ("annotations", sheet.Tiles.SelectMany((tile, i) =>
            Titles(tile, layout.Boxes[i], layout.Height)).Concat(Legend(sheet, layout)).ToArray()),
            ("shapes", Rules(sheet, layout).ToArray()));
        return GenericChart.toFigureJson(GenericChart.setLayout(page, GenericChart.ofTraceObjects(false, ListModule.OfSeq(traces))));
    }

    private static Trace Heatmap(Tile tile, string axis, DynamicObj.DynamicObj? bar)
    {
        var cells = tile.Cells;
        var trace = Grid(tile, axis, [.. cells.Values.Select(value => double.IsFinite(value) ? Numbers.Round(value) : (double?)null)]);
        (double low, double high) = Ends(tile.Scale);
        Set(
            trace,
            ("zmin", low),
            ("zmax", high),
            ("colorscale", tile.Scale.Colors.Stops.Select(stop =>
                new object[] { Math.Round(stop.At, 4), stop.Color.ToString() }).ToArray()),
            ("showscale", bar is not null),
            ("hovertemplate", $"{Plain(tile.Title[0])}<br>row %{{y:.0f}}, column %{{x:.0f}}: %{{z:.4g}}<extra></extra>"));
        if (bar is not null)
            trace.SetProperty("colorbar", bar);
        return trace;
    }

    private static Trace NonFinite(Tile tile, string axis)
    {
        var trace = Grid(tile, axis, [.. tile.Cells.Values.Select(value => double.IsFinite(value) ? (double?)null : Kind(value))]);
        object[] colors = [.. _nonFinite.SelectMany(
            (value, kind) => new[] { new object[] { kind / 3.0, ColorScale.NonFinite(value).ToString() },
                [(kind + 1) / 3.0, ColorScale.NonFinite(value).ToString()] })];
        Set(trace, ("zmin", -0.5), ("zmax", 2.5), ("colorscale", colors), ("showscale", false), ("hoverinfo", "skip"));
        return trace;
    }

    private static Trace Grid(Tile tile, string axis, double?[] values)
    {
        var trace = new Trace("heatmap");
        var cells = tile.Cells;
        (double dx, double dy) = (tile.FullColumns / (double)cells.Columns, tile.FullRows / (double)cells.Rows);
        Set(trace, ("z", values.Chunk(cells.Columns).ToArray()), ("xaxis", $"x{axis}"), ("yaxis", $"y{axis}"));
        Set(trace, ("x0", (dx - 1) / 2), ("dx", dx), ("y0", (dy - 1) / 2), ("dy", dy), ("hoverongaps", false));
        return trace;
    }

    private static Trace Markers(string axis, int kind, (double X, double Y)[] places)
    {
        var trace = new Trace("scatter");
        Set(trace, ("mode", "markers"), ("x", places.Select(place => place.X).ToArray()), ("y", places.Select(place => place.Y).ToArray()));
        Set(trace, ("xaxis", $"x{axis}"), ("yaxis", $"y{axis}"),
            ("hovertemplate", $"row %{{y:.0f}}, column %{{x:.0f}}: {Numbers.Value(_nonFinite[kind])}<extra></extra>"));
        trace.SetProperty(
            "marker",
            Make(("symbol", _symbols[kind]), ("size", 7), ("color", "#000"),
                ("line", Make(("color", ColorScale.NonFinite(_nonFinite[kind]).ToString()), ("width", 2)))));
        return trace;
    }

    private static DynamicObj.DynamicObj ColorBar(ColorScale scale, TileLayout layout)
    {
        var bar = layout.Bar;
        var ticks = TileSvg.Ticks(scale).ToArray();
        (double low, double high) = Ends(scale);
        return Make(
            ("x", bar.X / (double)TileLayout.Width), ("xanchor", "left"), ("xpad", 0), ("ypad", 0),
            ("y", 1 - bar.Y / (double)layout.Height), ("yanchor", "top"), ("lenmode", "pixels"), ("len", bar.Height),
            ("thickness", bar.Width), ("outlinewidth", 0), ("tickmode", "array"),
            ("tickvals", ticks.Select(tick => low + tick.At * (high - low)).ToArray()),
            ("ticktext", ticks.Select(tick => tick.Text).ToArray()));
    }

    // A constant stands in the middle of a scale that Plotly can draw.
    private static (double Low, double High) Ends(ColorScale scale)
    {
        double spread = scale.High > scale.Low ? 0 : Math.Max(Math.Abs(scale.High), 1) / 2;
        return (Numbers.Round(scale.Low - spread), Numbers.Round(scale.High + spread));
    }

    private static LinearAxis Axis(string anchor, double from, double to, double[] range)
    {
        var axis = new LinearAxis();
        Set(axis, ("anchor", anchor), ("domain", new[] { Math.Round(from, 5), Math.Round(to, 5) }), ("range", range), ("visible", false));
        return axis;
    }

    private static IEnumerable<Annotation> Titles(Tile tile, Box box, int height)
    {
        for (int line = 0; line < tile.Title.Count; line++)
        {
            var title = Label(Plain(tile.Title[line]), box.X, TileLayout.TitleTop(tile, box, line), height);
            if (line > 0)
                title.SetProperty("opacity", 0.72);
            yield return title;
        }
    }

    private static IEnumerable<Annotation> Legend(TileSheet sheet, TileLayout layout)
    {
        int x = TileLayout.Left;
        foreach (var part in sheet.NonFinite)
        {
            string glyph = Kind(part.Value) switch { 0 => "✕", 1 => "▲", _ => "▼" };
            yield return Label(
                $"<span style=\"color:{ColorScale.NonFinite(part.Value)}\">■</span> {glyph} {Plain(part.ToString())}",
                x,
                layout.LegendY,
                layout.Height);
            x += 60 + part.ToString().Length * 7;
        }
    }

    private static Annotation Label(string text, int x, int top, int height)
    {
        var label = new Annotation();
        Set(label, ("text", text), ("showarrow", false), ("align", "left"), ("xref", "paper"), ("yref", "paper"), ("borderpad", 0));
        Set(label, ("x", Math.Round(x / (double)TileLayout.Width, 5)), ("xanchor", "left"), ("xshift", -1));
        Set(label, ("y", Math.Round(1 - top / (double)height, 5)), ("yanchor", "top"), ("yshift", 2));
        return label;
    }

    private static IEnumerable<Shape> Rules(TileSheet sheet, TileLayout layout)
    {
        for (int i = 0; i < sheet.Tiles.Count; i++)
        {
            if (sheet.Tiles[i].Group is not { } group)
                continue;
            var box = layout.Boxes[i];
            double y = Math.Round(1 - (box.Y - 4) / (double)layout.Height, 5);
            var rule = new Shape();
            Set(rule, ("type", "line"), ("xref", "paper"), ("yref", "paper"), ("y0", y), ("y1", y));
            Set(rule, ("x0", Math.Round(box.X / (double)TileLayout.Width, 5)), ("x1", Math.Round(
                (box.X + Math.Max(box.Width, 40)) / (double)TileLayout.Width, 5)));
            var line = Make(("color", Palette.Color(group)), ("width", 3));
            if (Palette.Dash(group).Length > 0)
                line.SetProperty("dash", Palette.Dash(group).Replace(" ", "px,", StringComparison.Ordinal) + "px");
            rule.SetProperty("line", line);
            yield return rule;
        }
    }

    private static (double X, double Y) Place(Tile tile, int row, int column) =>
        ((column + 0.5) * tile.FullColumns / tile.Cells.Columns - 0.5, (row + 0.5) * tile.FullRows / tile.Cells.Rows - 0.5);

    private static int Kind(double value) => double.IsNaN(value) ? 0 : value > 0 ? 1 : 2;

    // Plotly reads a little HTML in its texts: what is shown stays what it is.
    private static string Plain(string text) => Markup.Of($"{text}").ToString();

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static DynamicObj.DynamicObj Make(params ReadOnlySpan<(string Name, object Value)> properties)
    {
        var made = new DynamicObj.DynamicObj();
        Set(made, properties);
        return made;
    }

    private static void Set(DynamicObj.DynamicObj target, params ReadOnlySpan<(string Name, object Value)> properties)
    {
        foreach (var (name, value) in properties)
            target.SetProperty(name, value);
    }
}
