using GroupConv.Core.Algorithms;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>
/// What bounds a convolution (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore architectures", Communications
/// of the ACM 52, 2009): multiply-adds at the core's peak, or bytes at the pace of where they come from.
/// </summary>
internal static class Roofline
{
    // Two fused multiply-adds a cycle: what x64 cores since Haswell and large ARM64 cores do.
    private const double FlopsPerCycleAndLane = 4;

    // Bytes a core moves in a cycle, as measured on Zen 3: 63 to 73 GB/s from the last cache, 16 to 20 GB/s from memory, at about 3.3 GHz.
    private const double CacheBytesPerCycle = 20;
    private const double MemoryBytesPerCycle = 5;

    // Tensors that fit a server's share of the last cache.
    private const double CacheBytes = 16 << 20;

    /// <summary>The bound for a use.</summary>
    public static ConvBound Bound(ConvShape shape, TileUse use)
    {
        var cost = ConvCost.Of(shape);
        if (cost.Macs == 0)
            return new ConvBound(ConvLimit.MultiplyAdds, 1, 0, 1, "nothing: the batch is empty");
        double flopsPerCycle = FlopsPerCycleAndLane * VectorUnit.BestLanes;
        double bytesPerCycle = cost.InputBytes + cost.OutputBytes + cost.ParameterBytes <= CacheBytes ? CacheBytesPerCycle : MemoryBytesPerCycle;
        double computing = 2 * use.Macs / flopsPerCycle, moving = use.Bytes / bytesPerCycle;
        return new ConvBound(
            moving > computing ? ConvLimit.Memory : ConvLimit.MultiplyAdds,
            cost.Macs / use.Macs,
            cost.Flops / use.Bytes,
            cost.Flops / flopsPerCycle / Math.Max(computing, moving),
            use.Detail);
    }
}
