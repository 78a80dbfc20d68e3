namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Which colour stands for which value: signed values diverge symmetrically about zero, others run from least to most.</summary>
/// <param name="Low">The value at the low end.</param>
/// <param name="High">The value at the high end.</param>
/// <param name="Colors">The colours.</param>
internal sealed record ColorScale(double Low, double High, Colormap Colors)
{
    // So few that both colormaps fit into the palette of one PNG; an even number, so that zero has a level of its own.
    private const int Levels = 120;

    /// <summary>Whether it is symmetric about zero.</summary>
    public bool IsSigned => ReferenceEquals(Colors, Colormap.Diverging);

    /// <summary>The scale for values within a range.</summary>
    /// <param name="min">The least finite value; NaN where there is none.</param>
    /// <param name="max">The greatest finite value; NaN where there is none.</param>
    public static ColorScale Of(double min, double max)
    {
        if (double.IsNaN(min) || double.IsNaN(max))
            return new ColorScale(0, 1, Colormap.Viridis);
        if (min < 0)
        {
            double most = Math.Max(Math.Abs(min), Math.Abs(max));
            return new ColorScale(-most, most, Colormap.Diverging);
        }

        return new ColorScale(min, max, Colormap.Viridis);
    }

    /// <summary>
    /// The colour of what no scale holds, which neither colormap has: magenta for NaN, bright orange for +Inf, cyan for -Inf.
    /// </summary>
    /// <param name="value">NaN, +Inf or -Inf.</param>
    public static Rgb NonFinite(double value) =>
        double.IsNaN(value) ? new(0xe0, 0x00, 0xc8) : value > 0 ? new(0xff, 0xa6, 0x00) : new(0x00, 0xd5, 0xe8);

    /// <summary>The colour of a value.</summary>
    /// <param name="value">The value, finite or not.</param>
    public Rgb At(double value)
    {
        if (!double.IsFinite(value))
            return NonFinite(value);
        // Halves, because High - Low may overflow; a constant takes the middle.
        double at = High > Low ? (value / 2 - Low / 2) / (High / 2 - Low / 2) : 0.5;
        return Colors.At(Math.Round(at * Levels) / Levels);
    }
}
