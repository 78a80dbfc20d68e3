using GroupConv.Core.Execution;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// A planned convolution: it only packs and runs. Immutable, so several threads may run it at once, each with its own buffers. A run
/// allocates nothing.
/// </summary>
internal interface IPreparedConv
{
    /// <summary>Number of threads that share a run.</summary>
    int Threads { get; }

    /// <summary>Floats of scratch memory of one run, all threads together.</summary>
    long ScratchFloats { get; }

    /// <summary>Floats of the packed weight; 0 if a run reads the weight tensor directly.</summary>
    long PackedFloats { get; }

    /// <summary>
    /// Whether packing reads the filters directly from the layer's weight. Otherwise they must be copied to a dense weight tensor first.
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
    /// Packs <see cref="ConvBuffers.Weight"/> (and the bias, if the algorithm packs it) into <see cref="ConvBuffers.Packed"/>, with the
    /// same bits for any number of threads.
    /// </summary>
    /// <param name="buffers">Without input, output and scratch.</param>
    /// <param name="cancellation">Checked between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the packed weight is incomplete.</exception>
    void Pack(in ConvBuffers buffers, Cancellation cancellation);

    /// <summary>Computes the output.</summary>
    /// <param name="buffers">Buffers for the planned problem. With a packed weight, the weight itself is null.</param>
    /// <param name="cancellation">Checked between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the output is incomplete, everything else is unchanged.</exception>
    void Run(in ConvBuffers buffers, Cancellation cancellation);
}
