using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>A transposed convolution: a <see cref="ConvLayer"/> whose output size can be requested.</summary>
/// <remarks>
/// With a stride above 1, several output sizes are possible for one input size. PyTorch's <c>output_size</c> selects one, by all lengths of
/// the output or only the spatial ones, and overrides <c>output_padding</c> (PyTorch, <c>torch.nn.ConvTranspose2d</c>).
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

    /// <summary>Computes the output of a requested size.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output: all of them, or only the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
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

    /// <summary>Computes the output of a requested size into an existing tensor.</summary>
    /// <param name="x">The input, (N, C, ...) or (C, ...).</param>
    /// <param name="destination">
    /// Receives the output; of its shape, and sharing no memory with input, weight or bias. Incomplete after a cancelled call.
    /// </param>
    /// <param name="outputSize">The lengths of the output: all of them, or only the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
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

    /// <summary>Infers the shapes of input and output.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output: all of them, or only the spatial ones.</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the output size is not possible.</exception>
    public ConvShape OutputShape(TensorShape lengths, TensorShape outputSize) => ConvShape.Infer(Spec, lengths, outputSize);

    /// <summary>The plan for an input and an output size.</summary>
    /// <param name="lengths">The lengths of an input, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output: all of them, or only the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the requested algorithm does not support it.
    /// </exception>
    public ConvPlan Plan(TensorShape lengths, TensorShape outputSize, ConvOptions? options = null) => PlanFor(lengths, outputSize, options);

    /// <summary>Prepares the layer for inputs of one shape and an output size; see <see cref="ConvLayer.Prepare"/>.</summary>
    /// <param name="lengths">The lengths of the inputs, (N, C, ...) or (C, ...).</param>
    /// <param name="outputSize">The lengths of the output: all of them, or only the spatial ones.</param>
    /// <param name="options">Algorithm and threads; null for the defaults.</param>
    /// <returns>The prepared layer; dispose of it to free its memory.</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the output size is not possible, or the prepared layer does not fit this machine's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled by <see cref="ConvExecution.Cancellation"/>.</exception>
    public PreparedConv Prepare(TensorShape lengths, TensorShape outputSize, ConvOptions? options = null) =>
        PrepareFor(lengths, outputSize, options);
}
