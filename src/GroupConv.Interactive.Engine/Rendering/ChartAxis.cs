namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>An axis of a chart: where values stand, and which are written beside it.</summary>
internal sealed class ChartAxis
{
    private const int MostTicks = 6;

    private static readonly double[] _steps = [1, 2, 5, 10];
    private static readonly double[] _ratios = [1, 2, 5];

    private readonly double _low;
    private readonly double _high;
    private readonly bool _log;

    /// <summary>An axis that holds values.</summary>
    /// <param name="values">The values, finite, and above zero where <paramref name="log"/>.</param>
    /// <param name="log">Whether equal steps are equal ratios.</param>
    public ChartAxis(IReadOnlyCollection<double> values, bool log)
    {
        _log = log;
        (double low, double high) = values.Count == 0 ? (log ? 1 : 0, log ? 10 : 1) : (values.Min(), values.Max());
        Ticks = log ? Ratios(low, high) : Steps(low, high);
        (_low, _high) = (Place(Math.Min(low, Ticks[0])), Place(Math.Max(high, Ticks[^1])));
        if (_high <= _low)
            (_low, _high) = (_low - 0.5, _high + 0.5);
    }

    /// <summary>The values written beside the axis, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value stands, from 0 to 1.</summary>
    /// <param name="value">The value.</param>
    public double At(double value) =>
        Math.Clamp((Place(value) / 2 - _low / 2) / (_high / 2 - _low / 2), 0, 1); // halves, whose differences are finite

    private double Place(double value) => _log ? Math.Log10(value) : value;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten, around the values.</summary>
    private static double[] Steps(double low, double high)
    {
        double spread = high - low;
        if (!(spread > 0) || !double.IsFinite(spread))
            return high == low ? [low] : [low, high];
        double power = Math.Pow(10, Math.Floor(Math.Log10(spread / MostTicks)));
        double step = _steps.Select(unit => unit * power).First(unit => spread / unit <= MostTicks);
        double first = Math.Floor(low / step), count = Math.Ceiling(high / step) - first;
        // Where the values differ in their last bits only, no step can tell them apart.
        return !(count is > 0 and <= 2 * MostTicks)
            ? [low, high]
            : [.. Enumerable.Range(0, (int)count + 1).Select(i => Numbers.Round((first + i) * step))];
    }

    /// <summary>1, 2 and 5 times powers of ten around the values, or powers of ten alone where those are many.</summary>
    private static double[] Ratios(double low, double high)
    {
        int from = (int)Math.Floor(Math.Log10(low)), to = (int)Math.Ceiling(Math.Log10(high));
        double[] all = [.. Enumerable.Range(from, to - from + 1).SelectMany(power => _ratios.Select(unit => unit * Math.Pow(10, power)))];
        double[] around = [.. all.Where(
            tick => tick >= all.Last(other => other <= low) && tick <= all.First(other => other >= high || other == all[^1]))];
        if (around.Length <= 2 * MostTicks)
            return around;
        int stride = (to - from) / MostTicks + 1;
        return [.. Enumerable.Range(0, (to - from) / stride + 1).Select(i => Math.Pow(10, from + i * stride))];
    }
}
