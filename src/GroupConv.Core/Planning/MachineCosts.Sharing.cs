namespace GroupConv.Core.Planning;

/// <content>What sharing work over threads costs. Ten microseconds are some 40,000 cycles.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Cycles to share a run over the pool's threads: about a microsecond.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SharedRun { get; private init; } = 4000;

    /// <summary>Cycles to start a unit of work.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double UnitStart { get; private init; } = 500;

    /// <summary>The share of the largest unit that is lost where a thread is held up: few large units are a risk.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double UnitRisk { get; private init; } = .03;

    /// <summary>Cycles worth an item of their own.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double ItemCycles { get; private init; } = 40_000;

    /// <summary>
    /// Fewer cycles make no item: a thread that takes an item of another's range fetches what it reads and writes from that thread's
    /// caches.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double LeastItemCycles { get; private init; } = 8000;

    /// <summary>Cycles after which cancellation is looked for: some milliseconds.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double MostItemCycles { get; private init; } = 10_000_000;

    /// <summary>Multiply-adds worth an item of their own, where cycles are not counted.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double ItemMultiplyAdds { get; private init; } = 250_000;

    /// <summary>Additions of a bias's gradient worth an item of their own.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double ItemAdditions { get; private init; } = 100_000;

    /// <summary>Floats copied or interleaved that are worth an item of their own.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public long ItemCopies { get; private init; } = 1 << 14;

    /// <summary>Floats of a weight put into another order that are worth an item of their own.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public long ItemReorders { get; private init; } = 1 << 13;

    /// <summary>Floats of a packed weight below which packing ends sooner than another thread begins.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public long SharedPackingFloats { get; private init; } = 16 * 1024;
}
