using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// How the weight's gradient is cut into units of work: blocks of the weight, and parts of the images with sums of their own, which are
/// added in order. Nothing but the number of threads depends on the threads, hence no sum.
/// </summary>
internal sealed class WeightCut
{
    // Items for many threads: what more can be had from several parts.
    private const double WantedItems = 32;

    private readonly long _unitsPerItem;

    /// <param name="shape">The layer on its input.</param>
    /// <param name="blocks">Blocks of the weight.</param>
    /// <param name="blockMacs">Multiply-adds of a block, over all images.</param>
    /// <param name="images">What a block sums over: images × slices × bands.</param>
    /// <param name="threadFloats">Scratch memory of a thread.</param>
    /// <param name="threads">How many threads may share the work.</param>
    public WeightCut(ConvShape shape, long blocks, double blockMacs, long images, long threadFloats, int threads)
    {
        var costs = MachineCosts.Here;
        WeightElements = (long)ConvCost.WeightElements(shape.Spec);
        double parts = Math.Min(
            Math.Max(Math.Ceiling(WantedItems / blocks), Math.Ceiling(blockMacs / costs.GradientPartMultiplyAdds)),
            Math.Ceiling(blockMacs / costs.ItemMultiplyAdds));
        Parts = (int)Math.Max(1, Math.Min(parts, Math.Min(images, costs.GradientPartFloats / WeightElements)));
        Units = blocks * Parts;
        _unitsPerItem = (long)Math.Clamp(costs.ItemMultiplyAdds * Parts / blockMacs, 1, Math.Max(1, Units / WantedItems));
        Items = (Units + _unitsPerItem - 1) / _unitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);
        ThreadFloats = threadFloats;
    }

    public long WeightElements { get; }

    /// <summary>Parts of the images, each with sums of its own.</summary>
    public int Parts { get; }

    /// <summary>Units of work: blocks × parts.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Scratch memory of a thread.</summary>
    public long ThreadFloats { get; }

    /// <summary>Where the parts' sums begin in the scratch memory, behind that of the threads.</summary>
    public long PartsAt => Threads * ThreadFloats;

    public long ScratchFloats => PartsAt + (Parts > 1 ? Parts * WeightElements : 0);

    /// <summary>The units of an item, from the first to the one behind the last.</summary>
    public (long First, long End) UnitsOf(long item) => (item * _unitsPerItem, Math.Min(Units, (item + 1) * _unitsPerItem));
}
