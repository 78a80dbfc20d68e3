using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Gradients;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <content>The gradients.</content>
public abstract partial class ConvLayer
{
    /// <summary>
    /// Computes the gradients of a loss from its gradient with respect to the output, as PyTorch's <c>loss.backward()</c> does for the
    /// layer.
    /// </summary>
    /// <param name="x">The input that the output was computed from, (N, C, ...) or (C, ...).</param>
    /// <param name="gradOutput">
    /// The gradient with respect to the output, of its shape; for a transposed convolution also of any shape that <c>output_size</c> can
    /// request.
    /// </param>
    /// <param name="input">Whether to compute the gradient with respect to the input.</param>
    /// <param name="weight">Whether to compute the gradient with respect to the weight.</param>
    /// <param name="bias">Whether to compute the gradient with respect to the bias, if there is one.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The gradients, the same bits for any number of threads.</returns>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the gradient is not of the output's shape, or the gradients do not fit this machine's memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public ConvGradients Backward(
        Tensor<float> x,
        Tensor<float> gradOutput,
        bool input = true,
        bool weight = true,
        bool bias = true,
        CancellationToken cancellationToken = default) => Backward(
            Requirements.Input(Spec, x).AsReadOnlyTensorSpan(),
            Requirements.GradOutput(gradOutput).AsReadOnlyTensorSpan(),
            input,
            weight,
            bias,
            cancellationToken);

    /// <inheritdoc cref="Backward(Tensor{float}, Tensor{float}, bool, bool, bool, CancellationToken)"/>
    public ConvGradients Backward(
        in ReadOnlyTensorSpan<float> x,
        in ReadOnlyTensorSpan<float> gradOutput,
        bool input = true,
        bool weight = true,
        bool bias = true,
        CancellationToken cancellationToken = default)
    {
        var plan = _gradientPlans.Get(x.Lengths, gradOutput.Lengths);
        var gradients = ConvGradients.New(plan.Shape, x.Lengths, input, weight, bias);
        Run(plan, x, gradOutput, GradientSpans.Of(gradients), cancellationToken);
        return gradients;
    }

    /// <summary>
    /// Computes the gradients into tensors of the caller's, which saves their allocation: after the first call for a shape, nothing is
    /// allocated on the managed heap.
    /// </summary>
    /// <param name="x">The input that the output was computed from, (N, C, ...) or (C, ...).</param>
    /// <param name="gradOutput">
    /// The gradient with respect to the output, of its shape; for a transposed convolution also of any shape that <c>output_size</c> can
    /// request.
    /// </param>
    /// <param name="destination">
    /// Takes the gradients, such as those that an earlier call returned; null in it leaves one out. Each has the shape of what it belongs
    /// to, and shares no memory with input, weight, <paramref name="gradOutput"/> or another gradient. Incomplete after a cancelled call.
    /// </param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the gradient is not of the output's shape, or a destination has another shape or shares memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Backward(
        Tensor<float> x, Tensor<float> gradOutput, ConvGradients destination, CancellationToken cancellationToken = default) => Backward(
            Requirements.Input(Spec, x).AsReadOnlyTensorSpan(),
            Requirements.GradOutput(gradOutput).AsReadOnlyTensorSpan(),
            GradientSpans.Of(Requirements.Gradients(destination)),
            cancellationToken);

    /// <summary>
    /// Computes the gradients into existing memory; see
    /// <see cref="Backward(Tensor{float}, Tensor{float}, ConvGradients, CancellationToken)"/>.
    /// </summary>
    /// <param name="x">The input that the output was computed from, (N, C, ...) or (C, ...).</param>
    /// <param name="gradOutput">The gradient with respect to the output.</param>
    /// <param name="gradInput">Receives the gradient with respect to the input, of its shape; <c>default</c> skips it.</param>
    /// <param name="gradWeight">Receives the gradient with respect to the weight, of its shape; <c>default</c> skips it.</param>
    /// <param name="gradBias">Receives the gradient with respect to the bias, [out_channels]; <c>default</c> skips it.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ConvException">
    /// The input does not fit the layer, the gradient is not of the output's shape, or a destination has another shape or shares memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public void Backward(
        in ReadOnlyTensorSpan<float> x,
        in ReadOnlyTensorSpan<float> gradOutput,
        in TensorSpan<float> gradInput,
        in TensorSpan<float> gradWeight,
        in TensorSpan<float> gradBias,
        CancellationToken cancellationToken = default) =>
        Backward(x, gradOutput, new GradientSpans(gradInput, gradWeight, gradBias), cancellationToken);

    private void Backward(
        in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> gradOutput, in GradientSpans to, CancellationToken cancellationToken)
    {
        var plan = _gradientPlans.Get(x.Lengths, gradOutput.Lengths);
        to.Require(plan.Shape, x, Weight.AsReadOnlyTensorSpan(), gradOutput);
        Run(plan, x, gradOutput, to, cancellationToken);
    }

    private void Run(
        GradientPlan plan,
        in ReadOnlyTensorSpan<float> x,
        in ReadOnlyTensorSpan<float> gradOutput,
        in GradientSpans to,
        CancellationToken cancellationToken) =>
        new BackwardCall(plan, new Cancellation(cancellationToken, ConvExecution.Cancellation))
            .Run(x, Weight.AsReadOnlyTensorSpan(), gradOutput, to);
}
