using System.Numerics.Tensors;
using System.Text.Json;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>PyTorch's results under tests/data/vectors.</summary>
internal static class Vectors
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "vectors");

    public static JsonElement Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        return document.RootElement.Clone();
    }

    public static ConvSpec Spec(JsonElement entry)
    {
        return new ConvSpec(
            entry.GetProperty("dims").GetInt32(),
            entry.GetProperty("op").GetString() == "conv_transpose",
            entry.GetProperty("in_channels").GetInt32(),
            entry.GetProperty("out_channels").GetInt32(),
            Numbers(entry.GetProperty("kernel_size")),
            Numbers(entry.GetProperty("stride")),
            Padding(entry),
            Numbers(entry.GetProperty("dilation")),
            entry.GetProperty("groups").GetInt32(),
            entry.GetProperty("bias").GetBoolean(),
            Enum.Parse<PaddingMode>(entry.GetProperty("padding_mode").GetString()!, ignoreCase: true),
            entry.TryGetProperty("output_padding", out var outputPadding) ? Numbers(outputPadding) : null);
    }

    /// <summary>The asked-for output size of a transposed convolution, or null.</summary>
    public static TensorShape? OutputSize(JsonElement entry) =>
        entry.TryGetProperty("output_size", out var size) && size.ValueKind == JsonValueKind.Array
            ? [.. size.EnumerateArray().Select(length => length.GetInt32())] : null;

    /// <summary>The output of a layer of any kind, of the size that the entry asks for.</summary>
    public static Tensor<float> Forward(ConvLayer layer, Tensor<float> x, TensorShape? outputSize) =>
        outputSize is null ? layer.Forward(x) : ((ConvTransposeLayer)layer).Forward(x, outputSize.Value);

    public static IntTuple Numbers(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt32()
            : IntTuple.Create([.. value.EnumerateArray().Select(number => number.GetInt32())]);

    public static nint[] Lengths(JsonElement value) => [.. value.EnumerateArray().Select(length => (nint)length.GetInt64())];

    public static ConvPadding Padding(JsonElement entry)
    {
        if (entry.TryGetProperty("explicit_pad", out var sides))
            return ConvPadding.Explicit([.. sides.EnumerateArray().Select(side => (side[0].GetInt32(), side[1].GetInt32()))]);
        if (!entry.TryGetProperty("padding", out var padding))
            return ConvPadding.Valid;
        return padding.ValueKind == JsonValueKind.String ? padding.GetString()! : (ConvPadding)Numbers(padding);
    }
}
