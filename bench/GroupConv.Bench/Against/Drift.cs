using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Against;

/// <summary>The change of the machine's own speed since the old report, measured by code that is not ours.</summary>
/// <param name="Times">Seconds now over seconds then: above 1, the machine is slower now.</param>
/// <param name="Source">What it was measured by.</param>
internal sealed record Drift(double Times, string Source)
{
    /// <summary>With fewer rows, a median over the peer's times is one row's noise.</summary>
    public const int FewestRows = 5;

    // About ±10%.
    private const double LargeLog = .1;

    /// <summary>
    /// Whether the drift is unusually large: a busy machine does not slow all rows equally, so verdicts are unreliable.
    /// </summary>
    public bool IsLarge => Math.Abs(Math.Log(Times)) > LargeLog;

    /// <summary>
    /// The median of the peer's times if enough rows have them: it reflects the clock, caches and memory. Otherwise the peak loop, which
    /// reflects only the clock. Otherwise no drift.
    /// </summary>
    /// <param name="pairs">The same rows, then and now, of one number of threads.</param>
    public static Drift Of(IReadOnlyList<(Gauge Then, Gauge Now)> pairs)
    {
        double[] peers = [.. pairs.Where(pair => pair is { Then.PeerSeconds: not null, Now.PeerSeconds: not null })
            .Select(pair => pair.Now.PeerSeconds!.Value / pair.Then.PeerSeconds!.Value)];
        if (peers.Length >= FewestRows)
            return new Drift(new Samples(peers).Median, "ONNX Runtime, median of the rows");
        double[] peaks = [.. pairs.Where(pair => pair is { Then.PeakGflops: not null, Now.PeakGflops: not null })
            .Select(pair => pair.Then.PeakGflops!.Value / pair.Now.PeakGflops!.Value)];
        return peaks.Length > 0 ? new Drift(new Samples(peaks).Median, "the peak loop") : new Drift(1, "nothing measured it");
    }
}
