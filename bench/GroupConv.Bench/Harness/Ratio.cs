namespace GroupConv.Bench.Harness;

/// <summary>A speedup: one side's time divided by the other's.</summary>
/// <param name="Low">The ratio of the low quantiles, which goals refer to.</param>
/// <param name="Median">The median over pairs of neighbouring batches.</param>
/// <param name="Quarter">The lower quartile over those pairs.</param>
/// <param name="ThreeQuarters">The upper quartile over those pairs.</param>
internal readonly record struct Ratio(double Low, double Median, double Quarter, double ThreeQuarters)
{
    /// <summary>
    /// Whether both ratios agree within 10%. If not, the machine was busy and the row should be measured again.
    /// </summary>
    public bool IsSteady => Math.Abs(Low / Median - 1) <= .1;

    public static Ratio Of(Samples slower, Samples faster)
    {
        var pairs = new Samples(Enumerable.Range(0, Math.Min(slower.Count, faster.Count)).Select(i => slower[i] / faster[i]));
        return new Ratio(slower.Low / faster.Low, pairs.Median, pairs.Quantile(.25), pairs.Quantile(.75));
    }

    public static double Geomean(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));
}
