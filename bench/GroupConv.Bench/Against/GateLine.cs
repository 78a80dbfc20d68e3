namespace GroupConv.Bench.Against;

/// <summary>What is said of a row.</summary>
internal enum Verdict
{
    /// <summary>No slower than it may be.</summary>
    Holds,

    /// <summary>Faster by more than it could be slower.</summary>
    Faster,

    /// <summary>Slower, by its time and beside the peer.</summary>
    Slower,

    /// <summary>Within its spread, but the batches are so far apart that this says little.</summary>
    Unsteady,
}

/// <summary>A row, then and now.</summary>
/// <param name="Then">As the old report has it.</param>
/// <param name="Now">As it was just measured.</param>
/// <param name="Drift">What the machine's own speed did.</param>
/// <param name="Again">Whether it was measured twice.</param>
internal sealed record GateLine(Gauge Then, Gauge Now, Drift Drift, bool Again = false)
{
    /// <summary>A row may be so much slower, whatever its spread.</summary>
    public const double Tolerance = .05;

    // With a larger spread, a row within it may well be slower: it does not hold, it is unknown.
    private const double MostSpread = .25;

    /// <summary>The time now over the time then.</summary>
    public double Times => Now.Seconds / Then.Seconds;

    /// <summary>The same without the machine's drift.</summary>
    public double TimesOfMachine => Times / Drift.Times;

    /// <summary>Time over the peer's time, now over then; null where there is no peer.</summary>
    public double? TimesOfPeer => Times / (Now.PeerSeconds / Then.PeerSeconds);

    /// <summary>How much slower the row is, by the kinder of both measures.</summary>
    public double Slowdown => Math.Min(TimesOfMachine, TimesOfPeer ?? TimesOfMachine);

    /// <summary>
    /// How much slower it may be by <see cref="TimesOfMachine"/>: the spread of our batches, then or now, and no less than the tolerance.
    /// </summary>
    public double Allowed => Math.Max(Tolerance, Math.Max(Then.Spread, Now.Spread));

    // A ratio has the spreads of both sides.
    private double AllowedOfPeer => Math.Max(Allowed, Math.Max(Then.PeerSpread, Now.PeerSpread));

    public Verdict Verdict
    {
        get
        {
            if (TimesOfMachine > 1 + Allowed && (TimesOfPeer ?? double.PositiveInfinity) > 1 + AllowedOfPeer)
                return Verdict.Slower;
            if (TimesOfMachine < 1 / (1 + Allowed) && (TimesOfPeer ?? 0) < 1 / (1 + AllowedOfPeer))
                return Verdict.Faster;
            return Allowed > MostSpread ? Verdict.Unsteady : Verdict.Holds;
        }
    }
}
