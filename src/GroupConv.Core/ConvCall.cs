using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;

namespace GroupConv.Core;

/// <summary>Runs a prepared convolution on tensors wherever their elements lie.</summary>
internal static unsafe class ConvCall
{
    /// <summary>Computes the output.</summary>
    /// <param name="conv">The convolution.</param>
    /// <param name="x">The input, of the shape it was prepared for.</param>
    /// <param name="y">Takes the output.</param>
    /// <param name="rest">Weight or packed weight, bias and scratch.</param>
    /// <param name="cancellation">Watched between parts of the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run(IPreparedConv conv, in ReadOnlyTensorSpan<float> x, in TensorSpan<float> y, in ConvBuffers rest, Cancellation cancellation)
    {
        using var denseX = DenseBuffer.Of(x);
        using var denseY = DenseBuffer.For(y);
        fixed (float* xs = x, ys = y)
            conv.Run(new ConvBuffers(denseX.Or(xs), rest.Weight, rest.Bias, denseY.Or(ys), rest.Packed, rest.Scratch), cancellation);
        denseY.CopyTo(y);
    }
}
