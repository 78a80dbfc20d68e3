using System.Numerics.Tensors;

namespace GroupConv.Formats.Numpy;

/// <summary>NumPy's <c>.npy</c>: one array.</summary>
internal sealed class NpyFormat : ITensorFormat
{
    public string Name => "NumPy array";

    public IReadOnlyList<string> Extensions { get; } = [".npy"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(NpyHeader.Magic);

    public Tensor<float> Read(Stream stream, string file) => NpyReader.Read(stream, stream.Length, file);
}
