using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core;

/// <summary>
/// The gradients of a loss with respect to a convolution's input, weight and bias, computed by
/// <see cref="ConvLayer.Backward(Tensor{float}, Tensor{float}, bool, bool, bool, CancellationToken)"/>.
/// </summary>
/// <param name="Input">With respect to the input, of its shape; null if not requested.</param>
/// <param name="Weight">With respect to the weight, of its shape; null if not requested.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null if not requested or if the layer has no bias.</param>
public sealed record ConvGradients(Tensor<float>? Input, Tensor<float>? Weight, Tensor<float>? Bias)
{
    /// <summary>Such as <c>gradients of input [1, 64, 56, 56], weight [128, 16, 3, 3], bias [128]</c>.</summary>
    public override string ToString() => Text(Shape(Input), Shape(Weight), Shape(Bias));

    /// <summary>The shape of a gradient; null if there is none.</summary>
    internal static TensorShape? Shape<T>(Tensor<T>? gradient) =>
        gradient is null ? default(TensorShape?) : new TensorShape(gradient.Lengths);

    /// <summary>The gradients that are present, and their shapes.</summary>
    internal static string Text(TensorShape? input, TensorShape? weight, TensorShape? bias)
    {
        (string Of, TensorShape? Shape)[] all = [("input", input), ("weight", weight), ("bias", bias)];
        string[] given = [.. all.Where(each => each.Shape is not null).Select(each => $"{each.Of} {each.Shape}")];
        return given.Length == 0 ? "no gradients" : $"gradients of {string.Join(", ", given)}";
    }

    /// <summary>Creates tensors for the requested gradients, with arbitrary content.</summary>
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
        MemoryBudget.RequireTensor(
            of,
            $"The gradient with respect to the {of}, {new TensorShape(lengths)},",
            elements,
            "Use a smaller batch or image, or leave this gradient out.");
        return Tensor.Create(GC.AllocateUninitializedArray<float>((int)elements), lengths);
    }
}

/// <summary>The gradients that <see cref="ConvReference.Backward"/> computes.</summary>
/// <typeparam name="T">The precision.</typeparam>
/// <param name="Input">With respect to the input, of its shape.</param>
/// <param name="Weight">With respect to the weight, of its shape.</param>
/// <param name="Bias">With respect to the bias, [out_channels]; null for a layer without bias.</param>
/// <exception cref="ArgumentNullException">Input or weight is null.</exception>
public sealed record ConvGradients<T>(Tensor<T> Input, Tensor<T> Weight, Tensor<T>? Bias)
{
    /// <summary>With respect to the input, of its shape.</summary>
    public Tensor<T> Input { get; init; } = Input ?? throw new ArgumentNullException(nameof(Input));

    /// <summary>With respect to the weight, of its shape.</summary>
    public Tensor<T> Weight { get; init; } = Weight ?? throw new ArgumentNullException(nameof(Weight));

    /// <summary>Such as <c>gradients of input [1, 64, 56, 56], weight [128, 16, 3, 3], bias [128]</c>.</summary>
    public override string ToString() =>
        ConvGradients.Text(ConvGradients.Shape(Input), ConvGradients.Shape(Weight), ConvGradients.Shape(Bias));
}
