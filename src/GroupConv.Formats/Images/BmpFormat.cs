using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>Windows bitmaps.</summary>
internal sealed class BmpFormat : ITensorFormat
{
    public string Name => "BMP";

    public IReadOnlyList<string> Extensions { get; } = [".bmp"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("BM"u8);

    public Tensor<float> Read(Stream stream, string file) => ImageDecoding.Decode(BoundedBytes.ReadAll(stream, file), Name, file);
}
