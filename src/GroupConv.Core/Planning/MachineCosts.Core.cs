namespace GroupConv.Core.Planning;

/// <content>What a core does in a cycle.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Fused multiply-adds of a vector that begin in a cycle.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MultiplyAddsACycle { get; private init; } = 2;

    /// <summary>Cycles from a multiply-add to one that needs its result.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MultiplyAddLatency { get; private init; } = 4;

    /// <summary>
    /// The same in a tile whose accumulators take several multiply-adds one after another: they do not follow each other without a gap.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double ChainedLatency { get; private init; } = 5;

    /// <summary>Instructions that begin in a cycle.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double IssueWidth { get; private init; } = 4.5;

    /// <summary>Instructions of a tap's loop that are neither load nor multiply-add.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double LoopInstructions { get; private init; } = 4;

    /// <summary>Cycles that a tap takes besides its instructions; tiles of few accumulators lose the most.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double TapOverhead { get; private init; } = 1;

    /// <summary>Loads of a vector or a number that begin in a cycle.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double LoadsACycle { get; private init; } = 2;

    /// <summary>
    /// Loads that a load of a vector at any address counts for: one that crosses a cache line counts twice, and lanes / 16 of them do.
    /// </summary>
    [Measured("Zen 3", "2026-11-22")]
    [Measured("Ice Lake", "2026-11-23", Lanes = 16)]
    public double UnalignedLoad { get; private init; } = 1;

    /// <summary>Bytes that a core moves in a cycle from and to the last cache: 63 to 73 GB/s at about 3.3 GHz.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double CacheBytesACycle { get; private init; } = 20;

    /// <summary>Bytes that a core moves in a cycle from and to memory: 16 to 20 GB/s at about 3.3 GHz.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MemoryBytesACycle { get; private init; } = 5;

    /// <summary>Bytes of tensors that fit a server core's share of the last cache.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double LastCacheBytes { get; private init; } = 16 << 20;

    /// <summary>Cycles that a tile's loop takes for a tap.</summary>
    /// <param name="multiplyAdds">Multiply-adds: the tile's accumulators.</param>
    /// <param name="loads">Loads of vectors and of single numbers; one that crosses a cache line counts twice.</param>
    /// <param name="chain">Multiply-adds that each accumulator takes one after another.</param>
    public double TapCycles(double multiplyAdds, double loads, int chain = 1) => TapOverhead + Math.Max(
        Math.Max(multiplyAdds / MultiplyAddsACycle, chain == 1 ? MultiplyAddLatency : chain * ChainedLatency),
        Math.Max(loads / LoadsACycle, (multiplyAdds + loads + LoopInstructions) / IssueWidth));
}
