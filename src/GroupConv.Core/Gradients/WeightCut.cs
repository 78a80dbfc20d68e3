using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// The partition of the weight's gradient into units of work: blocks of the weight × parts of the images. Each part has its own sums, which
/// are added in a fixed order. Blocks and parts do not depend on the number of threads, so neither does the order of any sum.
/// </summary>
internal sealed class WeightCut
{
    // Minimum number of items for good load balance with many threads; several parts make up for few blocks.
    private const double WantedItems = 32;

    private readonly long _unitsPerItem;

    /// <param name="shape">The layer on its input.</param>
    /// <param name="blocks">Blocks of the weight.</param>
    /// <param name="blockMacs">Multiply-adds of a block, over all images.</param>
    /// <param name="images">Number of images that a block sums over: batch × slices × bands.</param>
    /// <param name="threadFloats">Scratch memory of a thread.</param>
    /// <param name="threads">Maximum number of threads.</param>
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

    /// <summary>Number of parts of the images, each with its own sums.</summary>
    public int Parts { get; }

    /// <summary>Number of units of work: blocks × parts.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Scratch memory of a thread, in floats.</summary>
    public long ThreadFloats { get; }

    /// <summary>Offset of the parts' sums in the scratch memory, after the threads' memory.</summary>
    public long PartsAt => Threads * ThreadFloats;

    public long ScratchFloats => PartsAt + (Parts > 1 ? Parts * WeightElements : 0);

    /// <summary>The units of an item, excluding End.</summary>
    public (long First, long End) UnitsOf(long item) => (item * _unitsPerItem, Math.Min(Units, (item + 1) * _unitsPerItem));
}
