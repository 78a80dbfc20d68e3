namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>A colour for each number from 0 to 1, by straight lines between evenly spaced stops.</summary>
internal sealed class Colormap
{
    private readonly Rgb[] _stops;

    private Colormap(params string[] stops) => _stops = [.. stops.Select(Rgb.Parse)];

    /// <summary>For values of one sign. Ten stops of viridis (Smith and van der Walt, matplotlib 1.5, CC0).</summary>
    public static Colormap Viridis { get; } = new(
        "#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725");

    /// <summary>
    /// For signed values: blue below zero, near-white at zero, orange-red above. Our own: in Oklab (Ottosson, 2020) lightness falls
    /// evenly from the middle at hues 250° and 38°.
    /// </summary>
    public static Colormap Diverging { get; } = new(
        "#003e72", "#0060a8", "#3186d3", "#70acea", "#b1d2f6", "#f7f7f7", "#fac2b1", "#ef8f72", "#d85f39", "#ae3d14", "#7a290d");

    /// <summary>The stops with their places from 0 to 1.</summary>
    public IEnumerable<(double At, Rgb Color)> Stops => _stops.Select((color, i) => (i / (_stops.Length - 1.0), color));

    /// <summary>The colour at a place.</summary>
    /// <param name="at">From 0 to 1; what lies outside is clamped.</param>
    public Rgb At(double at)
    {
        double place = Math.Clamp(at, 0, 1) * (_stops.Length - 1);
        int stop = Math.Min((int)place, _stops.Length - 2);
        return _stops[stop].Toward(_stops[stop + 1], place - stop);
    }
}
