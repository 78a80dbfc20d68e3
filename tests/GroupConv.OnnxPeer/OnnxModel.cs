using System.Runtime.InteropServices;
using GroupConv.Core.Specs;

namespace GroupConv.OnnxPeer;

/// <summary>
/// An ONNX model of one layer, its weights as initializers (so a runtime may pack them beforehand). What stands in the padding, where that
/// is not zeros, a Pad in front of
/// the Conv writes.
/// </summary>
/// <remarks>Source: onnx/onnx.proto (field numbers) and the ONNX operators Conv, ConvTranspose and Pad.</remarks>
internal static class OnnxModel
{
    public const string Input = "x";
    public const string Output = "y";
    private const int IrVersion = 9;

    // The first in which Pad knows "wrap".
    private const int OpsetVersion = 19;
    private const int FloatType = 1;
    private const int IntegerType = 7;
    private const string Padded = "padded";

    public static byte[] Of(ConvShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        var spec = shape.Spec;
        bool pads = spec.PaddingMode != PaddingMode.Zeros;
        var graph = new ProtobufWriter();
        if (pads)
            graph.Message(1, Pad(spec.PaddingMode));
        graph.Message(1, Conv(shape, pads, !bias.IsEmpty))
            .Text(2, "conv")
            .Message(5, Initializer("weight", FloatType, [.. spec.WeightShape.Select(length => (long)length)],
                MemoryMarshal.AsBytes(weight)));
        if (!bias.IsEmpty)
            graph.Message(5, Initializer("bias", FloatType, [bias.Length], MemoryMarshal.AsBytes(bias)));
        if (pads)
        {
            long[] sides = [0, 0, .. shape.Padding.Before, 0, 0, .. shape.Padding.After];
            graph.Message(5, Initializer("pads", IntegerType, [sides.Length], MemoryMarshal.AsBytes<long>(sides)));
        }

        graph.Message(11, Value(Input, Batched(shape, shape.Input))).Message(12, Value(Output, Batched(shape, shape.Output)));
        return new ProtobufWriter()
            .Integer(1, IrVersion)
            .Text(2, "groupconv")
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, OpsetVersion))
            .Written.ToArray();
    }

    /// <summary>Lengths with a batch dimension: ONNX has no layers without.</summary>
    public static IReadOnlyList<long> Batched(ConvShape shape, IReadOnlyList<long> lengths) => shape.IsBatched ? lengths : [1, .. lengths];

    private static ProtobufWriter Pad(PaddingMode mode) => new ProtobufWriter()
        .Text(1, Input).Text(1, "pads")
        .Text(2, Padded)
        .Text(4, "Pad")
        .Message(5, Text("mode", mode switch { PaddingMode.Reflect => "reflect", PaddingMode.Replicate => "edge", _ => "wrap" }));

    private static ProtobufWriter Conv(ConvShape shape, bool isPadded, bool hasBias)
    {
        var spec = shape.Spec;
        var node = new ProtobufWriter().Text(1, isPadded ? Padded : Input).Text(1, "weight");
        if (hasBias)
            node.Text(1, "bias");
        node.Text(2, Output)
            .Text(4, spec.Transposed ? "ConvTranspose" : "Conv")
            .Message(5, Integers("kernel_shape", [.. spec.KernelSize]))
            .Message(5, Integers("strides", [.. spec.Stride]))
            .Message(5, Integers("dilations", [.. spec.Dilation]))
            .Message(5, Integer("group", spec.Groups));
        if (spec.Transposed)
            node.Message(5, Integers("output_padding", [.. shape.OutputPadding]));
        // "same" and SAME_UPPER both put the odd one behind; ONNX Runtime knows it without dilation only.
        if (spec.Padding.IsSame && !isPadded && spec.Dilation.All(1))
            return node.Message(5, Text("auto_pad", "SAME_UPPER"));
        return isPadded ? node : node.Message(5, Integers("pads", [.. shape.Padding.Before, .. shape.Padding.After]));
    }

    private static ProtobufWriter Integer(string name, long value) => new ProtobufWriter().Text(1, name).Integer(3, value).Integer(20, 2);

    private static ProtobufWriter Text(string name, string value) => new ProtobufWriter().Text(1, name).Text(4, value).Integer(20, 3);

    private static ProtobufWriter Integers(string name, ReadOnlySpan<long> values) =>
        new ProtobufWriter().Text(1, name).Integers(8, values).Integer(20, 7);

    private static ProtobufWriter Initializer(string name, int type, ReadOnlySpan<long> lengths, ReadOnlySpan<byte> values) =>
        new ProtobufWriter().Integers(1, lengths).Integer(2, type).Text(8, name).Bytes(9, values);

    private static ProtobufWriter Value(string name, IEnumerable<long> lengths)
    {
        var dimensions = new ProtobufWriter();
        foreach (long length in lengths)
            dimensions.Message(1, new ProtobufWriter().Integer(1, length));
        var tensor = new ProtobufWriter().Integer(1, FloatType).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
