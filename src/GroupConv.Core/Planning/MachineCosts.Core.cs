namespace GroupConv.Core.Planning;

/// <content>Throughput and latency of a core.</content>
internal sealed partial record MachineCosts
{
    /// <summary>Fused multiply-adds of a vector that begin in a cycle.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MultiplyAddsACycle { get; private init; } = 2;

    /// <summary>Latency of a multiply-add in cycles.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MultiplyAddLatency { get; private init; } = 4;

    /// <summary>
    /// The same for tiles whose accumulators take several multiply-adds in a row: dependent multiply-adds do not issue back to back.
    /// </summary>
    [Measured("Zen 5", "2026-11-25")]
    public double ChainedLatency { get; private init; } = 5;

    /// <summary>Instructions that begin in a cycle.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double IssueWidth { get; private init; } = 4.5;

    /// <summary>Instructions in a tap's loop other than loads and multiply-adds.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double LoopInstructions { get; private init; } = 4;

    /// <summary>Cycles that a tap takes in addition to its instructions; tiles with few accumulators lose the most.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double TapOverhead { get; private init; } = 1;

    /// <summary>Loads, of a vector or a single number, that begin in a cycle.</summary>
    [Measured("Ice Lake", "2026-11-23")]
    public double LoadsACycle { get; private init; } = 2;

    /// <summary>
    /// Cost of an unaligned vector load in loads: a load that crosses a cache line counts twice, and lanes / 16 of the loads do.
    /// </summary>
    [Measured("Zen 3", "2026-11-22")]
    [Measured("Ice Lake", "2026-11-23", Lanes = 16)]
    public double UnalignedLoad { get; private init; } = 1;

    /// <summary>Bytes that a core transfers in a cycle from and to the last-level cache: 63 to 73 GB/s at about 3.3 GHz.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double CacheBytesACycle { get; private init; } = 20;

    /// <summary>Bytes that a core transfers in a cycle from and to memory: 16 to 20 GB/s at about 3.3 GHz.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double MemoryBytesACycle { get; private init; } = 5;

    /// <summary>Bytes of tensors that fit a server core's share of the last-level cache.</summary>
    [Measured("Zen 3", "2026-11-22")]
    public double LastCacheBytes { get; private init; } = 16 << 20;

    /// <summary>Cycles that a tile's loop takes for a tap.</summary>
    /// <param name="multiplyAdds">Multiply-adds: the number of the tile's accumulators.</param>
    /// <param name="loads">Loads of vectors and of single numbers; one that crosses a cache line counts twice.</param>
    /// <param name="chain">Dependent multiply-adds per accumulator.</param>
    public double TapCycles(double multiplyAdds, double loads, int chain = 1) => TapOverhead + Math.Max(
        Math.Max(multiplyAdds / MultiplyAddsACycle, chain == 1 ? MultiplyAddLatency : chain * ChainedLatency),
        Math.Max(loads / LoadsACycle, (multiplyAdds + loads + LoopInstructions) / IssueWidth));
}
