using GroupConv.Core.Specs;

namespace GroupConv.Bench.Peers;

/// <summary>An ONNX model of one Conv, its weights as initializers (so a runtime may pack them beforehand).</summary>
/// <remarks>Source: onnx/onnx.proto (field numbers) and the ONNX operator Conv.</remarks>
internal static class OnnxModel
{
    public const string Input = "x";
    public const string Output = "y";
    private const int IrVersion = 8;
    private const int OpsetVersion = 17;
    private const int FloatType = 1;

    public static byte[] OfConv(Conv2dShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var spec = shape.Spec;
        var graph = new ProtobufWriter()
            .Message(1, Conv(spec))
            .Text(2, "conv")
            .Message(5, Initializer("weight", [.. spec.WeightShape.Select(length => (long)length)], weight))
            .Message(5, Initializer("bias", [bias.Length], bias))
            .Message(11, Value(Input, shape.Input))
            .Message(12, Value(Output, shape.Output));
        return new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "groupconv")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OpsetVersion))
            .Written.ToArray();
    }

    private static ProtobufWriter Conv(Conv2dSpec spec)
    {
        var padding = spec.ResolvedPadding;
        return new ProtobufWriter()
            .Text(1, Input).Text(1, "weight").Text(1, "bias")
            .Text(2, Output)
            .Text(4, "Conv")
            .Message(5, Attribute("kernel_shape", spec.KernelSize.Height, spec.KernelSize.Width))
            .Message(5, Attribute("strides", spec.Stride.Height, spec.Stride.Width))
            .Message(5, Attribute("dilations", spec.Dilation.Height, spec.Dilation.Width))
            .Message(5, Attribute("pads", padding.Top, padding.Left, padding.Bottom, padding.Right))
            .Message(5, Attribute("group", spec.Groups));
    }

    // A lone integer is an INT, several are INTS.
    private static ProtobufWriter Attribute(string name, params ReadOnlySpan<long> values)
    {
        const int IntType = 2, IntsType = 7;
        var attribute = new ProtobufWriter().Text(1, name);
        return values.Length == 1
            ? attribute.Integer(3, values[0]).Integer(20, IntType)
            : attribute.Integers(8, values).Integer(20, IntsType);
    }

    private static ProtobufWriter Initializer(string name, ReadOnlySpan<long> lengths, ReadOnlySpan<float> values) =>
        new ProtobufWriter().Integers(1, lengths).Integer(2, FloatType).Text(8, name).Floats(9, values);

    private static ProtobufWriter Value(string name, IEnumerable<long> lengths)
    {
        var dimensions = new ProtobufWriter();
        foreach (long length in lengths)
            dimensions.Message(1, new ProtobufWriter().Integer(1, length));
        var tensor = new ProtobufWriter().Integer(1, FloatType).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
