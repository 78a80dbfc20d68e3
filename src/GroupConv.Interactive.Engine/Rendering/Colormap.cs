namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A colour for each number from 0 to 1, by straight lines between evenly spaced stops, each with an opacity.</summary>
internal sealed class Colormap
{
    private static readonly Rgb _white = new(255, 255, 255);
    private readonly (Rgb Color, double Opacity)[] _stops;

    private Colormap(string name, params (string Color, double Opacity)[] stops)
    {
        Name = name;
        _stops = [.. stops.Select(stop => (Rgb.Parse(stop.Color), stop.Opacity))];
    }

    private Colormap(string name, params string[] stops)
        : this(name, [.. stops.Select(stop => (stop, 1.0))])
    {
    }

    /// <summary>Its name, a word.</summary>
    public string Name { get; }

    /// <summary>For values of one sign. Ten stops of viridis (Smith and van der Walt, matplotlib 1.5, CC0).</summary>
    public static Colormap Viridis { get; } = new(
        "viridis", "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725");

    /// <summary>
    /// For signed values: blue below zero, the page's ground at zero, orange-red above. Our own: in Oklab (Ottosson, 2020) the two colours
    /// at the ends have a middle lightness, so that both stand out from a white and from a dark page; in between they are transparent.
    /// </summary>
    public static Colormap Diverging { get; } = new(
        "diverging",
        ("#0b63c5", 1), ("#1f7be0", 0.75), ("#2f86e6", 0.5), ("#3b8eea", 0.25), ("#808080", 0),
        ("#f0743c", 0.25), ("#ec6a30", 0.5), ("#e65c20", 0.75), ("#cf4408", 1));

    /// <summary>For a channel as a camera sees it: black to white.</summary>
    public static Colormap Gray { get; } = new("gray", "#000000", "#ffffff");

    /// <summary>The stops as CSS and Plotly take them, with their places from 0 to 1.</summary>
    public IEnumerable<(double At, string Color)> Stops => _stops.Select((stop, i) => (
        i / (_stops.Length - 1.0),
        FormattableString.Invariant($"rgba({stop.Color.R},{stop.Color.G},{stop.Color.B},{stop.Opacity:0.##})")));

    /// <summary>The colour at a place, on white.</summary>
    /// <param name="at">From 0 to 1; what lies outside is clamped.</param>
    public Rgb At(double at)
    {
        var (color, alpha) = Entry(at);
        return _white.Toward(color, alpha / 255.0);
    }

    /// <summary>The colour at a place and its opacity from 0 to 255.</summary>
    /// <param name="at">From 0 to 1; what lies outside is clamped.</param>
    public (Rgb Color, byte Alpha) Entry(double at)
    {
        double place = Math.Clamp(at, 0, 1) * (_stops.Length - 1);
        int stop = Math.Min((int)place, _stops.Length - 2);
        double part = place - stop;
        var (from, to) = (_stops[stop], _stops[stop + 1]);
        double opacity = from.Opacity + (to.Opacity - from.Opacity) * part;
        return (Hue(from).Toward(Hue(to), part), (byte)Math.Round(255 * opacity));

        // A stop that is fully transparent has no colour of its own.
        Rgb Hue((Rgb Color, double Opacity) end) => end.Opacity > 0 ? end.Color : (from.Opacity > 0 ? from : to).Color;
    }
}
