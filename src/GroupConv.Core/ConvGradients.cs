using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>The gradients of a loss with respect to what a convolution reads: what <see cref="ConvLayer.Backward(Tensor{float}, Tensor{float}, bool, bool, bool, CancellationToken)"/> computes.</summary>
/// <param name="Input">With respect to the input, of its shape; null where it was left out.</param>
/// <param name="Weight">With respect to the weight, of its shape; null where it was left out.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null where it was left out and for a layer without bias.</param>
public sealed record ConvGradients(Tensor<float>? Input, Tensor<float>? Weight, Tensor<float>? Bias)
{
    /// <summary>Makes tensors for the gradients that are wanted, with arbitrary content.</summary>
    /// <exception cref="ConvException">They do not fit this machine's memory.</exception>
    internal static ConvGradients New(ConvShape shape, ReadOnlySpan<nint> inputLengths, bool input, bool weight, bool bias) => new(
        input ? New("input", inputLengths) : null,
        weight ? New("weight", shape.Spec.WeightShape) : null,
        bias && shape.Spec.Bias ? New("bias", [shape.Spec.OutChannels]) : null);

    private static Tensor<float> New(string of, ReadOnlySpan<nint> lengths)
    {
        double elements = 1;
        foreach (nint length in lengths)
            elements *= length;
        MemoryBudget.RequireTensor(of, $"The gradient with respect to the {of}, {ConvShape.Shape(lengths)},", elements, "Use a smaller batch or image, or leave this gradient out.");
        return Tensor.Create(GC.AllocateUninitializedArray<float>((int)elements), lengths);
    }
}

/// <summary>The gradients that <see cref="ConvReference.Backward"/> computes.</summary>
/// <typeparam name="T">The precision.</typeparam>
/// <param name="Input">With respect to the input, of its shape.</param>
/// <param name="Weight">With respect to the weight, of its shape.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null for a layer without bias.</param>
public sealed record ConvGradients<T>(Tensor<T> Input, Tensor<T> Weight, Tensor<T>? Bias);
