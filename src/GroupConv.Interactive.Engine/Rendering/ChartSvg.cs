namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A line of a chart, ready to be drawn.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, all finite, with what stands beside each.</param>
internal sealed record ChartLine(string Name, IReadOnlyList<(double X, double Y, string Label)> Points);

/// <summary>Lines with points over two axes, as a picture.</summary>
internal static class ChartSvg
{
    private const double Width = 680;
    private const double Left = 68;
    private const double Right = 660;
    private const double Top = 54;
    private const double Bottom = 306;
    private const double LegendTop = 366;
    private const double LegendLine = 20;
    private const int LabelledPoints = 24;

    /// <summary>The picture.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="x">What the horizontal axis measures.</param>
    /// <param name="y">What the vertical axis measures.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="logX">Whether equal steps along the horizontal axis are equal ratios.</param>
    public static Markup Draw(string title, string x, string y, IReadOnlyList<ChartLine> lines, bool logX)
    {
        var points = lines.SelectMany(line => line.Points).ToList();
        var across = new ChartAxis([.. points.Select(point => point.X)], logX);
        var up = new ChartAxis([.. points.Select(point => point.Y)], log: false);
        double height = lines.Count > 1 ? LegendTop + LegendLine * ((lines.Count + 1) / 2) - 4 : LegendTop - 10;
        var body = Markup.Of(
            $"""
            {Svg.Text(20, 26, Lines.Clip(title, 80), 14, bold: true)}{across.Ticks.Select(tick => Vertical(across, tick))}{up.Ticks.Select(tick => Horizontal(up, tick))}
            {Svg.Text((Left + Right) / 2, Bottom + 40, Lines.Clip(x, 80), 12, dim: true, anchor: "middle")}{Svg.Text(Left, Top - 8, Lines.Clip(y, 80), 12, dim: true)}
            {lines.Select((line, i) => Line(line, i, across, up, points.Count <= LabelledPoints))}{(lines.Count > 1 ? Markup.Of($"{lines.Select(Legend)}") : Markup.Empty)}
            """);
        return Svg.Document(Width, height, body);
    }

    private static Markup Vertical(ChartAxis axis, double tick)
    {
        double at = Left + axis.At(tick) * (Right - Left);
        return Markup.Of(
            $"<path class=\"gc-rule\" d=\"M{at} {Top}V{Bottom}\" stroke=\"{Svg.Rule}\"/>{Svg.Text(at, Bottom + 18, Tick(tick), 12, dim: true, anchor: "middle")}");
    }

    private static Markup Horizontal(ChartAxis axis, double tick)
    {
        double at = Bottom - axis.At(tick) * (Bottom - Top);
        return Markup.Of(
            $"<path class=\"gc-rule\" d=\"M{Left} {at}H{Right}\" stroke=\"{Svg.Rule}\"/>{Svg.Text(Left - 8, at + 4, Tick(tick), 12, dim: true, anchor: "end")}");
    }

    private static Markup Line(ChartLine line, int index, ChartAxis across, ChartAxis up, bool labelled)
    {
        string color = Palette.Color(index);
        (double X, double Y, string Label)[] places =
            [.. line.Points.Select(
                point => (Left + across.At(point.X) * (Right - Left), Bottom - up.At(point.Y) * (Bottom - Top), point.Label))];
        string path = string.Join('L', places.Select(place => FormattableString.Invariant($"{place.X:0.##} {place.Y:0.##}")));
        var stroke = places.Length > 1
            ? Markup.Of(
                $"<path d=\"M{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-dasharray=\"{Palette.Dash(index)}\"/>")
            : Markup.Empty;
        var dots = places.Select(place => Markup.Of($"<circle cx=\"{place.X}\" cy=\"{place.Y}\" r=\"3.5\" fill=\"{color}\"/>"));
        var labels = labelled
            ? places.Where(place => place.Label.Length > 0).Select(
                place => Svg.Text(
                    Math.Min(place.X, Right - 24),
                    place.Y > Top + 18 ? place.Y - 9 : place.Y + 19,
                    Lines.Clip(place.Label, 24),
                    12,
                    anchor: "middle"))
            : [];
        return Markup.Of($"<g class=\"gc-lane\"><title>{line.Name}</title>{stroke}{dots}{labels}</g>");
    }

    private static Markup Legend(ChartLine line, int index)
    {
        double x = Left + index % 2 * (Right - Left) / 2, y = LegendTop + index / 2 * LegendLine;
        return Markup.Of(
            $"<path d=\"M{x} {y - 4}h30\" stroke=\"{Palette.Color(index)}\" stroke-width=\"2\" stroke-dasharray=\"{Palette.Dash(index)}\"/><circle cx=\"{x + 15}\" cy=\"{y - 4}\" r=\"3.5\" fill=\"{Palette.Color(index)}\"/>{Svg.Text(x + 38, y, Lines.Clip(line.Name, 36), 12)}");
    }

    private static string Tick(double tick) => Math.Abs(tick) switch
    {
        >= 1_000_000 => Numbers.Short(tick),
        >= 1000 => Numbers.Full(tick),
        _ => Numbers.Value(tick),
    };
}
