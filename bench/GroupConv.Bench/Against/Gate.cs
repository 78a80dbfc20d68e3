using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Against;

/// <summary>Rows that are compared together.</summary>
/// <param name="Category">Their category, or null for all rows of the section.</param>
/// <param name="Threads">Their threads.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Times">Geometric mean of the times now over then.</param>
/// <param name="TimesOfMachine">The same without the machine's drift.</param>
/// <param name="TimesOfPeer">The same for the ratios to the peer; null if a row has none.</param>
internal sealed record GateGroup(string? Category, int Threads, int Rows, double Times, double TimesOfMachine, double? TimesOfPeer)
{
    /// <summary>The allowed slowdown of all rows together.</summary>
    public const double Tolerance = .02;

    // The noise of this many rows averages out below the tolerance.
    private const int FewestRows = 10;

    /// <summary>Whether all rows together are slower. Single categories are shown without a verdict: most have too few rows.</summary>
    public bool IsSlower =>
        Category is null && Rows >= FewestRows && Math.Min(TimesOfMachine, TimesOfPeer ?? TimesOfMachine) > 1 + Tolerance;
}

/// <summary>Two reports of the same rows, compared.</summary>
/// <param name="Lines">The rows that both have.</param>
/// <param name="Missing">Requested rows that have no new time.</param>
/// <param name="Drifts">The machine's drift by threads.</param>
/// <param name="Groups">Geometric means, by category and of all rows.</param>
internal sealed record Gate(
    IReadOnlyList<GateLine> Lines, IReadOnlyList<Gauge> Missing, IReadOnlyDictionary<int, Drift> Drifts, IReadOnlyList<GateGroup> Groups)
{
    /// <summary>Rows that are slower than allowed.</summary>
    public IEnumerable<GateLine> Slower => Lines.Where(line => line.Verdict == Verdict.Slower);

    /// <summary>Whether anything is slower than allowed.</summary>
    public bool IsSlower => Slower.Any() || Groups.Any(group => group.IsSlower);

    /// <summary>Compares.</summary>
    /// <param name="then">Requested times of the old report.</param>
    /// <param name="now">Times that were just measured.</param>
    /// <param name="again">Rows that were measured a second time.</param>
    public static Gate Judge(IReadOnlyList<Gauge> then, IReadOnlyList<Gauge> now, IReadOnlySet<RowKey>? again = null)
    {
        var byName = now.ToDictionary(gauge => (gauge.Key, gauge.What));
        var pairs = then.Where(gauge => byName.ContainsKey((gauge.Key, gauge.What)))
            .Select(gauge => (Then: gauge, Now: byName[(gauge.Key, gauge.What)])).ToList();
        var drifts = pairs.GroupBy(pair => pair.Then.Key.Threads).ToDictionary(set => set.Key, set => Drift.Of([.. set]));
        var lines = (
            from pair in pairs
            let key = pair.Then.Key
            select new GateLine(pair.Then, pair.Now, drifts[key.Threads], again?.Contains(key) ?? false)).ToList();
        var ofAll = lines.GroupBy(line => line.Then.Key.Threads).Select(set => Group(null, set.Key, [.. set]));
        var ofCategories = lines.GroupBy(line => (line.Then.Category, line.Then.Key.Threads))
            .Select(set => Group(set.Key.Category, set.Key.Threads, [.. set]));
        return new Gate(lines, [.. then.Where(gauge => !byName.ContainsKey((gauge.Key, gauge.What)))], drifts, [.. ofCategories, .. ofAll]);
    }

    /// <summary>
    /// The times to compare after some rows were measured again: the better of both measurements. A row that was disturbed is faster the
    /// second time; a row whose code is slower is not.
    /// </summary>
    /// <param name="second">Times of the rows that were measured again.</param>
    public IReadOnlyList<Gauge> Better(IReadOnlyList<Gauge> second)
    {
        var byName = second.ToDictionary(gauge => (gauge.Key, gauge.What));
        return [.. Lines.Select(line => byName.TryGetValue((line.Now.Key, line.Now.What), out var other)
            && (line with { Now = other }).Slowdown < line.Slowdown ? other : line.Now)];
    }

    private static GateGroup Group(string? category, int threads, IReadOnlyList<GateLine> lines) => new(
        category,
        threads,
        lines.Count,
        Ratio.Geomean(lines.Select(line => line.Times)),
        Ratio.Geomean(lines.Select(line => line.TimesOfMachine)),
        lines.All(line => line.TimesOfPeer is not null) ? Ratio.Geomean(lines.Select(line => line.TimesOfPeer!.Value)) : null);
}
