using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a chart of lines, and its numbers as a table.</summary>
internal sealed class ChartView : View<ChartResult>
{
    private const int SeriesLimit = 12;
    private const int PointLimit = 150;
    private const int RowLimit = 60;

    /// <inheritdoc/>
    protected override MimeBundle Draw(ChartResult value)
    {
        var points = value.Series.SelectMany(series => series.Points.Select(point => (Series: series.Name, Point: point))).ToList();
        int hidden = points.Count(point => !Shows(value, point.Point));
        string left = hidden == 0 ? "" : $"{Numbers.Of(hidden, "point")} not drawn: not finite{(value.LogX ? ", or not above zero" : "")}";
        var rows = Elision.Pick(points.Count, RowLimit);
        string text = $"{Lines.First(value.Title.Trim().Length == 0 ? "chart" : value.Title, Numbers.Of(value.Series.Count, "line"), Numbers.Of(points.Count, "point"), left)}\n{Lines.Table(
            [Cell("line"), Cell(value.X), Cell(value.Y), ""],
            rows.Select(i => new[] { Cell(points[i].Series), Numbers.Value(points[i].Point.X), Numbers.Value(points[i].Point.Y),
                Cell(points[i].Point.Label) }))}{(rows.Count < points.Count
                ? $"showing {rows.Count} of {points.Count}\n"
                : "")}";
        return new MimeBundle(text, () => Html(value, points.Count, left));
    }

    private static string Html(ChartResult value, int points, string left)
    {
        var shown = Elision.Pick(value.Series.Count, SeriesLimit).Select(i => value.Series[i]).ToList();
        var lines = shown.Select(series =>
        {
            var finite = series.Points.Where(point => Shows(value, point)).ToList();
            return new ChartLine(series.Name, [.. Spread(finite.Count).Select(i => (finite[i].X, finite[i].Y, finite[i].Label))]);
        }).ToList();
        int drawn = lines.Sum(line => line.Points.Count);
        string less = shown.Count < value.Series.Count ? $"showing {shown.Count} of {Numbers.Of(value.Series.Count, "line")}"
            : drawn < points && left.Length == 0 ? $"showing {drawn} of {Numbers.Of(points, "point")}" : "";
        return Output.Html(
            Markup.Of(
                $"{Output.Picture(ChartSvg.Draw(value.Title, value.X, value.Y, lines, value.LogX), $"{value.Title}: {value.Y} by {value.X}")}<p class=\"gc-quiet\">{less}</p><p class=\"gc-quiet\">{left}</p>"),
            live: true);
    }

    /// <summary>Which of many points are drawn: evenly many of all, the first and the last among them.</summary>
    private static IEnumerable<int> Spread(int count) => count <= PointLimit
        ? Enumerable.Range(0, count)
        : Enumerable.Range(0, PointLimit).Select(i => (int)((long)i * (count - 1) / (PointLimit - 1)));

    private static bool Shows(ChartResult value, ChartPoint point) =>
        double.IsFinite(point.X) && double.IsFinite(point.Y) && (!value.LogX || point.X > 0);

    private static string Cell(string text) => Lines.Clip(text.ReplaceLineEndings(" "), 40);
}
