using System.Globalization;
using GroupConv.Formats.Archives;

namespace GroupConv.Formats.Numpy;

/// <summary>NumPy's <c>.npz</c> with a single array.</summary>
internal sealed class NpzFormat : ITensorFormat
{
    public IReadOnlyList<string> Extensions { get; } = [".npz"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8);

    public LoadedTensor Read(Stream stream, string file)
    {
        using var archive = new NpzFile(stream, file);
        if (archive.Names.Count == 1)
            return archive.Load(archive.Names[0]);
        if (archive.Names.Count == 0)
        {
            (string problem, string cure) = ForeignArchive.Describe(archive.Others);
            throw new TensorFileException(file, problem, ForeignFormats.Fill(cure, file));
        }

        throw new TensorFileException(
            file,
            $"The .npz file holds {archive.Names.Count.ToString(CultureInfo.InvariantCulture)} arrays: {NpzFile.Listed(archive.Names)}.",
            $"Name one after a colon: {file}:{archive.Names[0]}");
    }
}
