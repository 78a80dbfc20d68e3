using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>One row of <see cref="AlgorithmTable"/>: a way to compute a convolution.</summary>
internal interface IConvAlgorithm
{
    /// <summary>What <c>GROUPCONV_ALGORITHM</c> calls it.</summary>
    string Name { get; }

    /// <summary>Why it is chosen where it is the first that can, for people who read a plan.</summary>
    string Reason { get; }

    /// <summary>Null where it can compute the layer on this input, else the reason why not.</summary>
    /// <param name="shape">The layer on its input.</param>
    string? Refusal(Conv2dShape shape);

    /// <summary>Decides everything that does not depend on the numbers in the tensors.</summary>
    /// <param name="shape">A layer and input that it does not refuse.</param>
    /// <param name="threads">How many threads may share a run.</param>
    IPreparedConv Prepare(Conv2dShape shape, int threads);
}

/// <summary>A convolution with all decisions made: it only runs. Immutable, so that several threads may run it at once.</summary>
internal interface IPreparedConv
{
    /// <summary>How many threads share a run.</summary>
    int Threads { get; }

    /// <summary>Scratch memory of one run, all threads together.</summary>
    long WorkspaceBytes { get; }

    /// <summary>Tile, blocks and partition, as a phrase.</summary>
    string Blocking { get; }

    /// <summary>Computes the output.</summary>
    /// <param name="buffers">Dense buffers of the shape it was prepared for; the output overlaps no other.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the output is incomplete, all else is as before.</exception>
    void Run(ConvBuffers buffers, Cancellation cancellation);
}

/// <summary>The four tensors of a convolution: NCHW, OIHW, [out_channels] or null, NCHW; dense, row by row.</summary>
internal readonly unsafe struct ConvBuffers(float* x, float* weight, float* bias, float* y)
{
    public readonly float* X = x;
    public readonly float* Weight = weight;
    public readonly float* Bias = bias;
    public readonly float* Y = y;
}
