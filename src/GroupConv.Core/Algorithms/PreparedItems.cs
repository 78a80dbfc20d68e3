using GroupConv.Core.Execution;

namespace GroupConv.Core.Algorithms;

/// <summary>A convolution whose run is items of one work, and whose packing, where there is one, items of another.</summary>
/// <param name="work">What runs; its items.</param>
/// <param name="threads">How many threads share a run.</param>
/// <param name="threadFloats">Floats of scratch memory of each of them.</param>
internal sealed class PreparedItems((IParallelWork Work, long Items) work, int threads, long threadFloats) : IPreparedConv
{
    // Below this, packing is over sooner than another thread begins.
    private const long LeastSharedFloats = 16 * 1024;

    public required string Blocking { get; init; }

    public required TileUse Use { get; init; }

    /// <summary>What packs the weight; its items.</summary>
    public (IParallelWork Work, long Items)? Packing { get; init; }

    public long PackedFloats { get; init; }

    public bool PacksFilters { get; init; }

    public int Threads => threads;

    public long ScratchFloats => threads * threadFloats;

    public void Pack(in ConvBuffers buffers, Cancellation cancellation)
    {
        if (Packing is { } packing)
            WorkerPool.Run(packing.Work, buffers, packing.Items, PackedFloats < LeastSharedFloats ? 1 : threads, cancellation);
    }

    public void Run(in ConvBuffers buffers, Cancellation cancellation) => WorkerPool.Run(work.Work, buffers, work.Items, threads, cancellation);

    /// <summary>A number of things, as a phrase.</summary>
    public static string Count(long number, string thing) => FormattableString.Invariant($"{number} {thing}{(number == 1 ? "" : "s")}");
}
