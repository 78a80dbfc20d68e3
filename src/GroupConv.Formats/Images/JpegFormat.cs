using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>JPEG, baseline and progressive (ITU-T T.81).</summary>
internal sealed class JpegFormat : ITensorFormat
{
    public string Name => "JPEG";

    public IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    public Tensor<float> Read(Stream stream, string file) => ImageDecoding.Decode(BoundedBytes.ReadAll(stream, file), Name, file);
}
