namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>How groups are told apart: a colour, and a line pattern for those who do not see it. Both repeat; labels do not.</summary>
/// <remarks>
/// Colours: Okabe and Ito, "Color Universal Design" (2008); grey stands in for black and yellow, which vanish on dark and light pages.
/// </remarks>
internal static class Palette
{
    private static readonly string[] _colors = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#8c8c8c"];
    private static readonly string[] _dashes = ["", "7 3", "2 2.5", "9 3 2 3"];

    /// <summary>The colour of a group.</summary>
    /// <param name="group">The group.</param>
    public static string Color(int group) => _colors[group % _colors.Length];

    /// <summary>The <c>stroke-dasharray</c> of a group; empty for a solid line.</summary>
    /// <param name="group">The group.</param>
    public static string Dash(int group) => _dashes[group % _dashes.Length];

    /// <summary>The colour of a group in numbers.</summary>
    /// <param name="group">The group.</param>
    public static Rgb Pixel(int group) => Rgb.Parse(Color(group));
}
