using GroupConv.Core.Algorithms;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>
/// The roofline model (Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore architectures",
/// Communications of the ACM 52, 2009): the speed is limited by the core's multiply-add peak or by the bandwidth of the last-level cache or
/// memory.
/// </summary>
internal static class Roofline
{
    /// <summary>The bound for an algorithm's use of tiles and memory.</summary>
    public static ConvBound Bound(ConvShape shape, TileUse use)
    {
        var cost = ConvCost.Of(shape);
        if (cost.Macs == 0 || cost.OutputBytes == 0)
        {
            string empty = shape.Batch == 0 ? "batch" : "output";
            return new ConvBound(ConvLimit.MultiplyAdds, 1, 0, 1, $"nothing: the {empty} is empty");
        }

        var costs = MachineCosts.Here;
        double flopsPerCycle = 2 * costs.MultiplyAddsACycle * costs.Lanes;
        double bytesPerCycle = cost.InputBytes + cost.OutputBytes + cost.ParameterBytes <= costs.LastCacheBytes
            ? costs.CacheBytesACycle
            : costs.MemoryBytesACycle;
        double computing = 2 * use.Macs / flopsPerCycle, moving = use.Bytes / bytesPerCycle;
        return new ConvBound(
            moving > computing ? ConvLimit.Memory : ConvLimit.MultiplyAdds,
            cost.Macs / use.Macs,
            cost.Flops / use.Bytes,
            cost.Flops / flopsPerCycle / Math.Max(computing, moving),
            use.Detail);
    }
}
