using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>What a layer demands of the tensors given to it.</summary>
internal static class Requirements
{
    public static Conv2dSpec Spec(Conv2dSpec? spec) =>
        spec ?? throw new ConvException("spec", "The hyperparameters are null.", "Give a Conv2dSpec.", "new Conv2dSpec(64, 128, 3)");

    public static Tensor<float> Weight(Conv2dSpec spec, Tensor<float>? weight) =>
        weight ?? throw new ConvException("weight", "The weight is null.", $"Give a tensor of the shape {Conv2dShape.Shape(spec.WeightShape)}, or leave it out for random numbers.");

    public static Tensor<float> Input(Tensor<float>? x) =>
        x ?? throw new ConvException("input", "The input is null.", "Give a tensor (N, C, H, W), or (C, H, W) for one image.");

    public static Tensor<float> Destination(Tensor<float>? destination) =>
        destination ?? throw new ConvException("destination", "The destination is null.", "Give a tensor of the output's shape, or leave it out: Forward(x) makes one.");

    public static void Prepared(Conv2dShape shape, ReadOnlySpan<nint> lengths)
    {
        if (!shape.IsInput(lengths))
        {
            throw new ConvException(
                "input",
                $"The input has the shape {Conv2dShape.Shape(lengths)}, but the layer was prepared for {Conv2dShape.Shape(shape.Input)}.",
                "Give an input of that shape, or prepare the layer for this one.",
                $"conv.Prepare({Conv2dShape.Shape(lengths)})");
        }
    }

    public static void Weight(Conv2dSpec spec, ReadOnlySpan<nint> lengths)
    {
        if (!Same(lengths, [.. spec.WeightShape.Select(length => (long)length)]))
        {
            throw new ConvException(
                "weight",
                $"The weight has the shape {Conv2dShape.Shape(lengths)}, but {spec} takes {Conv2dShape.Shape(spec.WeightShape)}.",
                "It is [out_channels, in_channels / groups, kH, kW].");
        }
    }

    public static void Bias(Conv2dSpec spec, nint[]? lengths)
    {
        if (lengths is null && !spec.Bias)
            return;
        if (lengths is null)
            throw new ConvException("bias", $"{spec} has a bias, but none is given.", string.Create(CultureInfo.InvariantCulture, $"Give one of the shape [{spec.OutChannels}]."), "bias: false");
        if (!spec.Bias)
            throw new ConvException("bias", $"A bias is given, but {spec} has none.", "Leave it out.", "bias: true");
        if (!Same(lengths, [spec.OutChannels]))
        {
            throw new ConvException(
                "bias",
                string.Create(CultureInfo.InvariantCulture, $"The bias has the shape {Conv2dShape.Shape((ReadOnlySpan<nint>)lengths)}, but {spec} takes [{spec.OutChannels}]."),
                "It has one number for each output channel.");
        }
    }

    public static void Destination(Conv2dShape shape, in ReadOnlyTensorSpan<float> x, in TensorSpan<float> destination)
    {
        if (!shape.IsOutput(destination.Lengths))
        {
            throw new ConvException(
                "destination",
                $"The destination has the shape {Conv2dShape.Shape(destination.Lengths)}, but the output for an input {Conv2dShape.Shape(shape.Input)} is {Conv2dShape.Shape(shape.Output)}.",
                "Give a destination of the output's shape.");
        }

        if (DenseTensors.RepeatsElements(destination.Lengths, destination.Strides))
            throw new ConvException("destination", "The destination is a broadcast tensor: several of its elements share one place.", "Give a tensor with a place for each element.");
        if (DenseTensors.Overlap(x, destination))
            throw new ConvException("destination", "The destination shares memory with the input, which is still read while the output is written.", "Give a destination of its own.");
    }

    private static bool Same(ReadOnlySpan<nint> lengths, IReadOnlyList<long> expected)
    {
        if (lengths.Length != expected.Count)
            return false;
        for (int d = 0; d < lengths.Length; d++)
        {
            if (lengths[d] != expected[d])
                return false;
        }

        return true;
    }
}
