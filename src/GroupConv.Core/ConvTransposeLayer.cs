using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A transposed convolution: a <see cref="ConvLayer"/> whose output size may be asked for.</summary>
/// <remarks>
/// With a stride, several output sizes belong to one input size. PyTorch's <c>output_size</c> says which: all lengths of the output, or the
/// spatial ones. It decides instead of <c>output_padding</c> (PyTorch, <c>torch.nn.ConvTranspose2d</c>).
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
    /// <param name="outputSize">The lengths of the output, all or the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for those that a call without options has.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, ...) or (C, ...).</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the output does not fit this machine's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public Tensor<float> Forward(
        Tensor<float> x, TensorShape outputSize, ConvOptions? options = null, CancellationToken cancellationToken = default) =>
        ForwardNew(Requirements.Input(Spec, x).AsReadOnlyTensorSpan(), outputSize, options, cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, Specs.TensorShape, ConvOptions, CancellationToken)"/>
    public Tensor<float> Forward(
        in ReadOnlyTensorSpan<float> x,
        TensorShape outputSize,
        ConvOptions? options = null,
        CancellationToken cancellationToken = default) => ForwardNew(x, outputSize, options, cancellationToken);

    /// <summary>Computes the output of a size asked for into a tensor of the caller's, which saves its allocation.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="destination">
    /// Takes the output; of its shape, and sharing no memory with input, weight or bias. Incomplete after a cancelled call.
    /// </param>
    /// <param name="outputSize">The lengths of the output, all or the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for those that a call without options has.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the destination has another shape or shares memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Forward(
        Tensor<float> x,
        Tensor<float> destination,
        TensorShape outputSize,
        ConvOptions? options = null,
        CancellationToken cancellationToken = default) => ForwardInto(
            Requirements.Input(Spec, x).AsReadOnlyTensorSpan(),
            Requirements.Destination(destination).AsTensorSpan(),
            outputSize,
            options,
            cancellationToken);

    /// <inheritdoc cref="Forward(Tensor{float}, Tensor{float}, Specs.TensorShape, ConvOptions, CancellationToken)"/>
    public void Forward(
        in ReadOnlyTensorSpan<float> x,
        in TensorSpan<float> destination,
        TensorShape outputSize,
        ConvOptions? options = null,
        CancellationToken cancellationToken = default) => ForwardInto(x, destination, outputSize, options, cancellationToken);

    /// <summary>The shapes of input and output, without computing anything.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output, all or the spatial ones.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the output size is not possible.</exception>
    public ConvShape OutputShape(TensorShape lengths, TensorShape outputSize) => ConvShape.Infer(Spec, lengths, outputSize);

    /// <summary>What would run for an input and an output size, and why.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output, all or the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for those that a call without options has.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the algorithm asked for does not compute it.
    /// </exception>
    public ConvPlan Plan(TensorShape lengths, TensorShape outputSize, ConvOptions? options = null) => PlanFor(lengths, outputSize, options);

    /// <summary>Makes the layer ready for inputs of one shape and an output size; see <see cref="ConvLayer.Prepare"/>.</summary>
    /// <param name="lengths">The lengths of the inputs, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output, all or the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for those that a call without options has.</param>
    /// <returns>The prepared layer; dispose of it to free its memory.</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the prepared layer does not fit this machine's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public PreparedConv Prepare(TensorShape lengths, TensorShape outputSize, ConvOptions? options = null) =>
        PrepareFor(lengths, outputSize, options);
}
