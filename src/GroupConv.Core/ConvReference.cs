using System.Numerics;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Gradients;
using GroupConv.Core.Parts;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>
/// Reference implementation of all convolutions and their gradients, in any precision: plain loops on one thread, which sum in double and
/// round once. Use it for float64, to test other implementations, or to read the definition as code. Hundreds of times slower than
/// <see cref="ConvLayer"/>.
/// </summary>
/// <remarks>
/// Errors: in float64 a sum of K products lies within K·2⁻⁵³ of Σ|xᵢ·wᵢ| of the exact one; in float32 and Half it is rounded once more.
/// Source: PyTorch, <c>torch.nn</c>.
/// </remarks>
public static class ConvReference
{
    private const string Advice = "Use a smaller batch or image.";

    /// <summary>Computes the output of a layer.</summary>
    /// <typeparam name="T">double, float or Half.</typeparam>
    /// <param name="spec">The hyperparameters.</param>
    /// <param name="x">The input, (N, C, ...) or (C, ...); any view.</param>
    /// <param name="weight">The weight, of the shape <see cref="ConvSpec.WeightShape"/>; any view.</param>
    /// <param name="bias">The bias, [out_channels], if the layer has one.</param>
    /// <param name="outputSize">For a transposed convolution, the lengths of the output: all of them, or only the spatial ones.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The output, (N, C, ...) or (C, ...).</returns>
    /// <exception cref="ConvException">The tensors do not fit the layer, or the output does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public static unsafe Tensor<T> Forward<T>(
        ConvSpec spec,
        Tensor<T> x,
        Tensor<T> weight,
        Tensor<T>? bias = null,
        TensorShape? outputSize = null,
        CancellationToken cancellationToken = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(spec, x, weight);
        Requirements.Bias(spec, bias is null ? null : bias.Lengths.ToArray());
        var shape = ConvShape.Infer(spec, x.Lengths, outputSize);
        var y = New<T>("output", shape.Output);
        fixed (T* xs = Flat(x), weights = Flat(weight), biases = bias is null ? null : Flat(bias), ys = y)
            new ReferenceLoops(shape).Run(xs, weights, biases, ys, new Cancellation(cancellationToken, ConvExecution.Cancellation));
        return Tensor.Create(y, shape.Output);
    }

    /// <summary>Computes the gradients of a loss from its gradient with respect to the output.</summary>
    /// <typeparam name="T">double, float or Half.</typeparam>
    /// <param name="spec">The hyperparameters.</param>
    /// <param name="x">The input that the output was computed from, (N, C, ...) or (C, ...); any view.</param>
    /// <param name="weight">The weight, of the shape <see cref="ConvSpec.WeightShape"/>; any view.</param>
    /// <param name="gradOutput">
    /// The gradient with respect to the output, of its shape; for a transposed convolution, of any shape that <c>output_size</c> can
    /// request.
    /// </param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The gradients.</returns>
    /// <exception cref="ConvException">The tensors do not fit the layer, or the gradients do not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, by the token or by <see cref="ConvExecution.Cancellation"/>.</exception>
    public static unsafe ConvGradients<T> Backward<T>(
        ConvSpec spec, Tensor<T> x, Tensor<T> weight, Tensor<T> gradOutput, CancellationToken cancellationToken = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Require(spec, x, weight);
        var shape = Requirements.GradOutput(spec, x.Lengths, Requirements.GradOutput(gradOutput).Lengths);
        T[] input = New<T>("input", shape.Input), filters = New<T>("weight", spec.WeightShape), bias = New<T>("bias", [spec.OutChannels]);
        var loops = new ReferenceGradients(shape);
        var cancellation = new Cancellation(cancellationToken, ConvExecution.Cancellation);
        fixed (T* xs = Flat(x), weights = Flat(weight), gradients = Flat(gradOutput), ofInput = input, ofWeight = filters, ofBias = bias)
        {
            loops.Input(weights, gradients, ofInput, cancellation);
            loops.Weight(xs, gradients, ofWeight, cancellation);
            loops.Bias(gradients, ofBias);
        }

        return new ConvGradients<T>(
            Tensor.Create(input, x.Lengths), Tensor.Create(filters, weight.Lengths), spec.Bias ? Tensor.Create(bias, [bias.Length]) : null);
    }

    private static void Require<T>(ConvSpec? spec, Tensor<T>? x, Tensor<T>? weight)
    {
        var given = ConvSpec.Given(spec);
        Requirements.Weight(given, Requirements.Weight(given, weight).Lengths);
        Requirements.Input(given, x);
    }

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private static unsafe T[] New<T>(string what, TensorShape lengths)
        where T : unmanaged
    {
        MemoryBudget.RequireTensor(what, $"The {what} {lengths}", lengths.Elements, Advice, sizeof(T));
        return new T[(long)lengths.Elements];
    }
}
