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

    public static Conv2dSpec Spec(JsonElement entry) => new(
        entry.GetProperty("in_channels").GetInt32(),
        entry.GetProperty("out_channels").GetInt32(),
        Pair(entry.GetProperty("kernel_size")),
        Pair(entry.GetProperty("stride")),
        Padding(entry),
        Pair(entry.GetProperty("dilation")),
        entry.GetProperty("groups").GetInt32(),
        entry.GetProperty("bias").GetBoolean(),
        Enum.Parse<PaddingMode>(entry.GetProperty("padding_mode").GetString()!, ignoreCase: true));

    public static IntPair Pair(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetInt32() : new IntPair(value[0].GetInt32(), value[1].GetInt32());

    public static nint[] Lengths(JsonElement value) => [.. value.EnumerateArray().Select(length => (nint)length.GetInt64())];

    private static Padding2d Padding(JsonElement entry)
    {
        if (entry.TryGetProperty("explicit_pad", out var sides))
            return Padding2d.Explicit(sides[0][0].GetInt32(), sides[0][1].GetInt32(), sides[1][0].GetInt32(), sides[1][1].GetInt32());
        var padding = entry.GetProperty("padding");
        if (padding.ValueKind == JsonValueKind.String)
            return padding.GetString()!;
        var pair = Pair(padding);
        return (pair.Height, pair.Width);
    }
}
