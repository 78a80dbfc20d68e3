namespace GroupConv.Bench.Harness;

/// <summary>The same thing measured several times, in the order of measuring.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _values = [.. values];
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _values.Length;

    public double this[int index] => _values[index];

    /// <summary>The tenth of the values that was disturbed least: what the code needs when it is left alone.</summary>
    public double Low => Quantile(.1);

    /// <summary>The counterpart of <see cref="Low"/> for rates.</summary>
    public double High => Quantile(.9);

    public double Median => Quantile(.5);

    /// <summary>The middle half's width as a part of the median.</summary>
    public double Spread => (Quantile(.75) - Quantile(.25)) / Median;

    /// <summary>The value below which a part of the values lies, interpolated.</summary>
    public double Quantile(double part)
    {
        double position = part * (_sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
