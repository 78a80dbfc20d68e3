using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>Destinations of the gradients; <c>default</c> skips a gradient.</summary>
internal readonly ref struct GradientSpans(TensorSpan<float> input, TensorSpan<float> weight, TensorSpan<float> bias)
{
    public readonly TensorSpan<float> Input = input;

    public readonly TensorSpan<float> Weight = weight;

    public readonly TensorSpan<float> Bias = bias;

    public static GradientSpans Of(ConvGradients gradients) => new(Span(gradients.Input), Span(gradients.Weight), Span(gradients.Bias));

    /// <summary>
    /// Requires that each destination has the shape of its tensor, repeats no elements, and shares no memory with a tensor that is read or
    /// with another destination.
    /// </summary>
    /// <exception cref="ConvException">A destination violates this; for a wrong shape, the message names both.</exception>
    public void Require(
        ConvShape shape, in ReadOnlyTensorSpan<float> x, in ReadOnlyTensorSpan<float> layerWeight, in ReadOnlyTensorSpan<float> gradOutput)
    {
        var spec = shape.Spec;
        if (!Bias.Lengths.IsEmpty && !spec.Bias)
        {
            throw new ConvException(
                "destination",
                $"A destination is given for the gradient with respect to the bias, but {spec} has none.",
                "Leave it out.",
                "bias: true");
        }

        Require("input", Input, x.Lengths, x, layerWeight, gradOutput);
        Require("weight", Weight, layerWeight.Lengths, x, layerWeight, gradOutput);
        Require("bias", Bias, [spec.OutChannels], x, layerWeight, gradOutput);
        RequireApart("input", Input, "weight", Weight);
        RequireApart("input", Input, "bias", Bias);
        RequireApart("weight", Weight, "bias", Bias);
    }

    private static TensorSpan<float> Span(Tensor<float>? tensor) => tensor is null ? default : tensor.AsTensorSpan();

    private static void Require(
        string of,
        in TensorSpan<float> to,
        ReadOnlySpan<nint> lengths,
        in ReadOnlyTensorSpan<float> x,
        in ReadOnlyTensorSpan<float> weight,
        in ReadOnlyTensorSpan<float> gradOutput)
    {
        if (to.Lengths.IsEmpty)
            return;
        if (!to.Lengths.SequenceEqual(lengths))
        {
            throw new ConvException(
                "destination",
                $"The destination of the gradient with respect to the {of} has the shape {ConvShape.Shape(to.Lengths)}, "
                    + $"but the {of} has {ConvShape.Shape(lengths)}.",
                $"Give a destination of the {of}'s shape, or leave it out.");
        }

        if (DenseTensors.RepeatsElements(to.Lengths, to.Strides))
        {
            throw new ConvException(
                "destination",
                $"The destination of the gradient with respect to the {of} is a broadcast tensor: "
                    + "several of its elements share one address.",
                "Give a tensor with memory for each element.");
        }

        if (DenseTensors.Overlap(x, to))
            throw Shared(of, "the input");
        if (DenseTensors.Overlap(weight, to))
            throw Shared(of, "the layer's weight");
        if (DenseTensors.Overlap(gradOutput, to))
            throw Shared(of, "the gradient with respect to the output");
    }

    private static void RequireApart(string of, in TensorSpan<float> to, string other, in TensorSpan<float> otherTo)
    {
        if (!to.Lengths.IsEmpty && !otherTo.Lengths.IsEmpty && DenseTensors.Overlap(to, otherTo))
        {
            throw new ConvException(
                "destination",
                $"The destinations of the gradients with respect to the {of} and the {other} share memory.",
                "Give separate destinations.");
        }
    }

    private static ConvException Shared(string of, string with) => new(
        "destination",
        $"The destination of the gradient with respect to the {of} shares memory with {with}, "
            + "which is still read while gradients are written.",
        "Give a separate destination.");
}
