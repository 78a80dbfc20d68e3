namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Which colour stands for which value: signed values diverge symmetrically about zero, others run from least to most.</summary>
/// <param name="Low">The value at the low end.</param>
/// <param name="High">The value at the high end.</param>
/// <param name="Colors">The colours.</param>
/// <param name="Cut">Where the colours end, so that few large values do not make all others pale; null where they end with the
/// values.</param>
internal sealed record ColorScale(double Low, double High, Colormap Colors, double? Cut = null)
{
    // The share of magnitudes within the cut, and how much shorter the scale must become to be worth it.
    private const double Percentile = 0.99;
    private const double LeastGain = 0.6;

    /// <summary>
    /// The levels of a scale: an odd number, so that zero is a level of a signed one, and few enough for one palette together with the
    /// three values that are not finite.
    /// </summary>
    public const int Levels = 251;

    private static readonly double[] _nonFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    // The levels of whole sheets: both colour maps fit into the palette of one PNG.
    private const int CoarseLevels = 120;

    /// <summary>Whether it is symmetric about zero.</summary>
    public bool IsSigned => ReferenceEquals(Colors, Colormap.Diverging);

    /// <summary>The ends of a scale that has a length: a constant stands in the middle of one.</summary>
    public (double Low, double High) Ends
    {
        get
        {
            double spread = High > Low ? 0 : Math.Max(Math.Abs(High), 1) / 2;
            return (Low - spread, High + spread);
        }
    }

    /// <summary>The ends of the colours.</summary>
    public (double Low, double High) ColorEnds => Cut is { } cut ? (IsSigned ? -cut : Low, cut) : Ends;

    /// <summary>What is said of a cut scale; empty where it is not cut.</summary>
    public string CutNote => Cut is { } cut
        ? $"colours end at {Numbers.Value(cut)}, the 99th percentile; the values go on to {Numbers.Value(High)}"
        : "";

    /// <summary>
    /// The colours of a map's PNG: an entry a level, then NaN, +Inf, -Inf and what stands for nothing. A signed scale fades to transparent
    /// at zero, so that the middle is the page's own ground, light or dark.
    /// </summary>
    public IReadOnlyList<(Rgb Color, byte Alpha)> Palette =>
    [
        .. Enumerable.Range(0, Levels).Select(level => Colors.Entry(OfColors(Low + (High - Low) * (level / (Levels - 1.0))))),
        .. _nonFinite.Select(value => (NonFinite(value), byte.MaxValue)),
        (new Rgb(0x80, 0x80, 0x80), 0x38),
    ];

    /// <summary>The palette's index of a cell that stands for nothing: a light grey on any page.</summary>
    public static byte AbsentLevel => Levels + 3;

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

    /// <summary>The palette's index of a value: its level, or one of the last three.</summary>
    /// <param name="value">The value, finite or not.</param>
    public byte LevelOf(double value) => (byte)(double.IsFinite(value)
        ? (int)Math.Round(Math.Clamp(Place(value), 0, 1) * (Levels - 1))
        : Levels + (double.IsNaN(value) ? 0 : value > 0 ? 1 : 2));

    /// <summary>The colour of a value, on white.</summary>
    /// <param name="value">The value, finite or not.</param>
    public Rgb At(double value) =>
        double.IsFinite(value) ? Colors.At(Math.Round(OfColors(value) * CoarseLevels) / CoarseLevels) : NonFinite(value);

    /// <summary>The scale with its colours ending at the 99th percentile of the magnitudes, where that makes them much stronger.</summary>
    /// <param name="values">The values drawn.</param>
    public ColorScale CutFor(IEnumerable<double> values)
    {
        double[] magnitudes = [.. values.Where(double.IsFinite).Select(Math.Abs)];
        if (magnitudes.Length < 100)
            return this;
        Array.Sort(magnitudes);
        double cut = magnitudes[(int)((magnitudes.Length - 1) * Percentile)];
        return cut > Math.Max(Low, 0) && cut < LeastGain * High ? this with { Cut = cut } : this;
    }

    private double OfColors(double value) => Cut is not { } cut ? Place(value)
        : Math.Clamp(IsSigned ? value / cut / 2 + 0.5 : (value - Low) / (cut - Low), 0, 1);

    // Halves, because High - Low may overflow; a constant takes the middle.
    private double Place(double value) => High > Low ? (value / 2 - Low / 2) / (High / 2 - Low / 2) : 0.5;
}
