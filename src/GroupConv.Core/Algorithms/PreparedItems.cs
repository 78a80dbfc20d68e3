using GroupConv.Core.Execution;
using GroupConv.Core.Planning;

namespace GroupConv.Core.Algorithms;

/// <summary>A planned convolution whose run and packing, if any, are each divided into items.</summary>
/// <param name="work">The work of a run, and its number of items.</param>
/// <param name="threads">Number of threads that share a run.</param>
/// <param name="threadFloats">Floats of scratch memory per thread.</param>
internal sealed class PreparedItems((IParallelWork Work, long Items) work, int threads, long threadFloats) : IPreparedConv
{
    public required string Blocking { get; init; }

    public required TileUse Use { get; init; }

    /// <summary>The work that packs the weight, and its number of items.</summary>
    public (IParallelWork Work, long Items)? Packing { get; init; }

    public long PackedFloats { get; init; }

    public bool PacksFilters { get; init; }

    public int Threads => threads;

    public long ScratchFloats => threads * threadFloats;

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
        if (Packing is { } packing)
        {
            WorkerPool.Run(
                packing.Work, buffers, packing.Items, PackedFloats < MachineCosts.Here.SharedPackingFloats ? 1 : threads, cancellation);
        }
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
        WorkerPool.Run(work.Work, buffers, work.Items, threads, cancellation);

    /// <summary>Bands and items, as a phrase.</summary>
    public static string Shares(int bandRows, long items) => $"bands of {Count(bandRows, "row")}, {Count(items, "item")}";

    /// <summary>A number and its noun, with a plural s if needed.</summary>
    public static string Count(long number, string thing) => FormattableString.Invariant($"{number} {thing}{(number == 1 ? "" : "s")}");
}
