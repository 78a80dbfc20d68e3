namespace GroupConv.Core.Planning;

/// <content>Costs of sharing work between threads. Ten microseconds are about 40,000 cycles.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Cycles to start a run on the pool's threads: about a microsecond.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double SharedRun { get; private init; } = 4000;

    /// <summary>Cycles to start a unit of work.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double UnitStart { get; private init; } = 500;

    /// <summary>Expected loss, as a share of the largest unit, because a thread may be preempted: it favours many small units.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double UnitRisk { get; private init; } = .03;

    /// <summary>Cycles of work per item.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double ItemCycles { get; private init; } = 40_000;

    /// <summary>
    /// Fewest cycles of an item. A thread that takes an item from another thread's range has to fetch its data from that thread's caches.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double LeastItemCycles { get; private init; } = 8000;

    /// <summary>Cycles between checks for cancellation: some milliseconds.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public double MostItemCycles { get; private init; } = 10_000_000;

    /// <summary>Multiply-adds per item, where cycles are not estimated.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double ItemMultiplyAdds { get; private init; } = 250_000;

    /// <summary>Additions per item for a bias's gradient.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double ItemAdditions { get; private init; } = 100_000;

    /// <summary>Floats per item that are copied or interleaved.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public long ItemCopies { get; private init; } = 1 << 14;

    /// <summary>Floats per item of a weight that is reordered.</summary>
    [Measured("Zen 5", "2026-11-25")]
    public long ItemReorders { get; private init; } = 1 << 13;

    /// <summary>Size of a packed weight, in floats, below which one thread packs it before a second one could start.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public long SharedPackingFloats { get; private init; } = 16 * 1024;
}
