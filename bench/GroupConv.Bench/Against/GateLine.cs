namespace GroupConv.Bench.Against;

/// <summary>The verdict on a row.</summary>
internal enum Verdict
{
    /// <summary>Not slower than allowed.</summary>
    Holds,

    /// <summary>Faster by more than the allowed slowdown.</summary>
    Faster,

    /// <summary>Slower, by its time and by the ratio to the peer.</summary>
    Slower,

    /// <summary>Within its spread, but the spread is so large that the result is unreliable.</summary>
    Unsteady,
}

/// <summary>A row, then and now.</summary>
/// <param name="Then">The old report's time.</param>
/// <param name="Now">The new time.</param>
/// <param name="Drift">The change of the machine's own speed.</param>
/// <param name="Again">Whether it was measured twice.</param>
internal sealed record GateLine(Gauge Then, Gauge Now, Drift Drift, bool Again = false)
{
    /// <summary>The allowed slowdown of a row, regardless of its spread.</summary>
    public const double Tolerance = .05;

    // With a larger spread, a row within it may still be slower: the verdict is unknown.
    private const double MostSpread = .25;

    /// <summary>The time now over the time then.</summary>
    public double Times => Now.Seconds / Then.Seconds;

    /// <summary>The same without the machine's drift.</summary>
    public double TimesOfMachine => Times / Drift.Times;

    /// <summary>Time over the peer's time, now over then; null without a peer.</summary>
    public double? TimesOfPeer => Times / (Now.PeerSeconds / Then.PeerSeconds);

    /// <summary>The slowdown of the row: the smaller of both measures.</summary>
    public double Slowdown => Math.Min(TimesOfMachine, TimesOfPeer ?? TimesOfMachine);

    /// <summary>
    /// The allowed slowdown by <see cref="TimesOfMachine"/>: the larger spread of our batches, then or now, but at least the tolerance.
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
