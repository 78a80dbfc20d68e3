using System.Globalization;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Numpy;

/// <summary>NumPy's <c>.npz</c> with a single array in it.</summary>
internal sealed class NpzFormat : ITensorFormat
{
    public string Name => "NumPy archive";

    public IReadOnlyList<string> Extensions { get; } = [".npz"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    public Tensor<float> Read(Stream stream, string file)
    {
        using var archive = new NpzFile(stream, file);
        if (archive.Names.Count == 1)
            return archive.Read(archive.Names[0]);
        throw new TensorFileException(
            file,
            string.Create(CultureInfo.InvariantCulture, $"The .npz file holds {archive.Names.Count} arrays{(archive.Names.Count == 0 ? "" : ": " + NpzFile.Listed(archive.Names))}."),
            archive.Names.Count == 0 ? "One is expected." : $"Read one by name: NpzFile.Open(path).Read(\"{archive.Names[0]}\").");
    }
}
