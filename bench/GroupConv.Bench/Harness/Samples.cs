namespace GroupConv.Bench.Harness;

/// <summary>Repeated measurements of one quantity, in order.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _values = [.. values];
    private readonly double[] _sorted = [.. values.Order()];

    public int Count => _values.Length;

    public double this[int index] => _values[index];

    /// <summary>The 10% quantile: the time of the code without disturbances.</summary>
    public double Low => Quantile(.1);

    /// <summary>The counterpart of <see cref="Low"/> for rates.</summary>
    public double High => Quantile(.9);

    public double Median => Quantile(.5);

    /// <summary>The interquartile range divided by the median.</summary>
    public double Spread => (Quantile(.75) - Quantile(.25)) / Median;

    /// <summary>A quantile, interpolated.</summary>
    public double Quantile(double part)
    {
        double position = part * (_sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + (position - below) * (_sorted[above] - _sorted[below]);
    }
}
