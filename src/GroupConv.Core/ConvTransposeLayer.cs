using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A transposed convolution: a <see cref="ConvLayer"/> that can be asked for the size of its output.</summary>
/// <remarks>
/// With a stride, several sizes of output come from one size of input. PyTorch's <c>output_size</c> says which: the spatial lengths, or all lengths. It decides
/// instead of <c>output_padding</c> (PyTorch, <c>torch.nn.ConvTranspose2d</c>).
/// </remarks>
public abstract class ConvTransposeLayer : ConvLayer
{
    private protected ConvTransposeLayer(ConvSpec spec, int seed)
        : base(spec, seed)
    {
    }

    private protected ConvTransposeLayer(ConvSpec spec, Tensor<float> weight, Tensor<float>? bias)
        : base(spec, weight, bias)
    {
    }

    /// <summary>Computes the output of a size asked for.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The spatial lengths of the output.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, ...) or (C, ...).</returns>
    /// <exception cref="ConvException">The input does not fit the layer, the output size is not possible, or the output does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(Tensor<float> x, IReadOnlyList<int> outputSize, CancellationToken cancellationToken = default) =>
        Forward(Requirements.Input(Spec, x).AsReadOnlyTensorSpan(), outputSize, cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, IReadOnlyList{int}, CancellationToken)"/>
    public Tensor<float> Forward(in ReadOnlyTensorSpan<float> x, IReadOnlyList<int> outputSize, CancellationToken cancellationToken = default)
    {
        var y = ConvExecution.NewOutput(OutputShape(x.Lengths, outputSize));
        Run(Planned(x.Lengths, outputSize), x, y.AsTensorSpan(), cancellationToken);
        return y;
    }

    /// <summary>The sizes of the output, without computing it.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The spatial lengths of the output.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the output size is not possible.</exception>
    public ConvShape OutputShape(ReadOnlySpan<nint> lengths, IReadOnlyList<int> outputSize) => ConvShape.Infer(Spec, lengths, outputSize);

    /// <summary>What would run for an input and a size of output, and why.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The spatial lengths of the output.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the output size is not possible.</exception>
    public ConvPlan Plan(ReadOnlySpan<nint> lengths, IReadOnlyList<int> outputSize) => Planned(lengths, outputSize).Describe();

    /// <summary>Makes the layer ready for inputs of one shape and a size of output; see <see cref="ConvLayer.Prepare"/>.</summary>
    /// <param name="lengths">The lengths of the inputs, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The spatial lengths of the output.</param>
    /// <returns>The prepared layer; dispose of it to free its memory.</returns>
    /// <exception cref="ConvException">The input does not fit the layer, the output size is not possible, or the prepared layer does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public PreparedConv Prepare(ReadOnlySpan<nint> lengths, IReadOnlyList<int> outputSize) => PrepareFor(Planned(lengths, outputSize));
}
