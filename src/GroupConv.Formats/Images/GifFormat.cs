using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>GIF; of an animation, the first frame.</summary>
internal sealed class GifFormat : ITensorFormat
{
    public string Name => "GIF";

    public IReadOnlyList<string> Extensions { get; } = [".gif"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8);

    public Tensor<float> Read(Stream stream, string file) => ImageDecoding.Decode(BoundedBytes.ReadAll(stream, file), Name, file);
}
