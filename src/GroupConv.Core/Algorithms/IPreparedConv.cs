using GroupConv.Core.Execution;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// A convolution with all decisions made: it only packs and runs. Immutable, so that several threads may run it at once, each with buffers
/// of its own; a run makes no objects.
/// </summary>
internal interface IPreparedConv
{
    /// <summary>How many threads share a run.</summary>
    int Threads { get; }

    /// <summary>Floats of scratch memory of one run, all threads together.</summary>
    long ScratchFloats { get; }

    /// <summary>Floats of the packed weight; 0 where a run reads the weight tensor directly.</summary>
    long PackedFloats { get; }

    /// <summary>
    /// Whether packing reads the filters where they stand in the weight; otherwise they must be put into a tensor's order first.
    /// </summary>
    bool PacksFilters => false;

    /// <summary>Tile, blocks and partition, as a phrase.</summary>
    string Blocking { get; }

    /// <summary>What a run executes and moves.</summary>
    TileUse Use { get; }

    /// <summary>
    /// An estimate of the greatest rounding error, as a part of the largest output; null where the algorithm rounds no more than a float32
    /// sum of the products does.
    /// </summary>
    double? Error => null;

    /// <summary>
    /// Packs <see cref="ConvBuffers.Weight"/> (and the bias, where wanted) into <see cref="ConvBuffers.Packed"/>: the same bits for any
    /// number of threads.
    /// </summary>
    /// <param name="buffers">Without input, output and scratch.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; what is packed is incomplete.</exception>
    void Pack(in ConvBuffers buffers, Cancellation cancellation);

    /// <summary>Computes the output.</summary>
    /// <param name="buffers">Of the problem it was prepared for. Where there is a packed weight, the weight itself is not given.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the output is incomplete, all else is as before.</exception>
    void Run(in ConvBuffers buffers, Cancellation cancellation);
}
