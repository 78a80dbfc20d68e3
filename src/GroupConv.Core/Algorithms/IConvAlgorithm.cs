using GroupConv.Core.Execution;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>One row of <see cref="AlgorithmTable"/>: a way to compute a convolution.</summary>
internal interface IConvAlgorithm
{
    /// <summary>What <c>GROUPCONV_ALGORITHM</c> calls it.</summary>
    string Name { get; }

    /// <summary>Why it is chosen where it is the first that can, for people who read a plan.</summary>
    string Reason { get; }

    /// <summary>Null where it can compute the layer on this input, else the reason why not.</summary>
    /// <param name="problem">The problem.</param>
    string? Refusal(ImageProblem problem);

    /// <summary>Null where the table may choose it, else why it must be asked for by name, as a phrase.</summary>
    /// <param name="problem">The problem.</param>
    string? OptIn(ImageProblem problem) => null;

    /// <summary>
    /// Cycles of one core that a run would take, as far as registers, loads and copies tell: the row with the fewest is taken. 0 where a row is made for
    /// the problem, infinite where any other is better.
    /// </summary>
    /// <param name="problem">A problem that it does not refuse.</param>
    double Cycles(ImageProblem problem);

    /// <summary>Decides everything that does not depend on the numbers in the tensors.</summary>
    /// <param name="problem">A problem that it does not refuse.</param>
    /// <param name="threads">How many threads may share a run.</param>
    IPreparedConv Prepare(ImageProblem problem, int threads);
}

/// <summary>
/// A convolution with all decisions made: it only packs and runs. Immutable, so that several threads may run it at once, each with buffers of its own;
/// a run makes no objects.
/// </summary>
internal interface IPreparedConv
{
    /// <summary>How many threads share a run.</summary>
    int Threads { get; }

    /// <summary>Floats of scratch memory of one run, all threads together.</summary>
    long ScratchFloats { get; }

    /// <summary>Floats of the packed weight; 0 where a run reads the weight as it stands.</summary>
    long PackedFloats { get; }

    /// <summary>Whether packing takes the filters from where they stand (<see cref="ImageProblem.Filters"/>); else they must be put into a tensor's order before.</summary>
    bool PacksFilters => false;

    /// <summary>Tile, blocks and partition, as a phrase.</summary>
    string Blocking { get; }

    /// <summary>What a run executes and moves.</summary>
    TileUse Use { get; }

    /// <summary>
    /// The rounding error to expect of an output at most, as a part of the largest output; null where the algorithm rounds no more than a float32 sum of
    /// the products does.
    /// </summary>
    double? Error => null;

    /// <summary>Packs <see cref="ConvBuffers.Weight"/> (and the bias, where wanted) into <see cref="ConvBuffers.Packed"/>: the same bits for any number of threads.</summary>
    /// <param name="buffers">Without input, output and scratch.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; what is packed is incomplete.</exception>
    void Pack(in ConvBuffers buffers, Cancellation cancellation);

    /// <summary>Computes the output.</summary>
    /// <param name="buffers">Of the shape it was prepared for. Where there is a packed weight, the weight itself is not given.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the output is incomplete, all else is as before.</exception>
    void Run(in ConvBuffers buffers, Cancellation cancellation);
}
