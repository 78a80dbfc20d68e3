namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// What all SVG pictures share. As an image a picture has its own ground and inks, readable on any page; inline, the theme's classes
/// (<c>gc-ground</c>, <c>gc-ink</c>, <c>gc-dim</c>, <c>gc-rule</c>) take the page's colours. No style element and no ids: inline they
/// would leak.
/// </summary>
internal static class Svg
{
    /// <summary>The ink of names and numbers.</summary>
    public const string Ink = "#1f2328";

    /// <summary>The ink of what is said beside.</summary>
    public const string Dim = "#57606a";

    /// <summary>The colour of thin lines.</summary>
    public const string Rule = "#d0d7de";

    private const string Fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

    /// <summary>A whole document.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="body">What it shows.</param>
    public static Markup Document(double width, double height, Markup body) => Markup.Of(
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{Fonts}"><rect class="gc-ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="#fff" stroke="{Rule}"/>{body}</svg>
        """);

    /// <summary>A line of text.</summary>
    /// <param name="x">Its anchor.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">Its size.</param>
    /// <param name="dim">Whether it is said beside.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="bold">Whether it is bold.</param>
    public static Markup Text(double x, double y, string text, double size, bool dim = false, string anchor = "start", bool bold = false)
    {
        var weight = bold ? Markup.Of($" font-weight=\"600\"") : Markup.Empty;
        var place = anchor == "start" ? Markup.Empty : Markup.Of($" text-anchor=\"{anchor}\"");
        return Markup.Of(
            $"<text class=\"{(dim ? "gc-dim" : "gc-ink")}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{(dim ? Dim : Ink)}\"{weight}{place}>{text}</text>");
    }

    /// <summary>Many short texts of one size and ink.</summary>
    /// <param name="size">Their size.</param>
    /// <param name="dim">Whether they are said beside.</param>
    /// <param name="texts">The texts, by <see cref="Plain"/>.</param>
    public static Markup Inked(double size, bool dim, IEnumerable<Markup> texts) =>
        Markup.Of($"<g class=\"{(dim ? "gc-dim" : "gc-ink")}\" font-size=\"{size}\" fill=\"{(dim ? Dim : Ink)}\">{texts}</g>");

    /// <summary>A line of text within <see cref="Inked"/>, which keeps to a width even where fonts are wider than expected.</summary>
    /// <param name="x">Its left end.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">Its size.</param>
    /// <param name="width">The width.</param>
    public static Markup Plain(double x, double y, string text, double size, double width)
    {
        var narrow = text.Length * size * 0.58 > width
            ? Markup.Of($" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"")
            : Markup.Empty;
        return Markup.Of($"<text x=\"{x}\" y=\"{y}\"{narrow}>{text}</text>");
    }
}
