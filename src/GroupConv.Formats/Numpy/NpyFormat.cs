using System.Globalization;

namespace GroupConv.Formats.Numpy;

/// <summary>NumPy's <c>.npy</c>: one array.</summary>
internal sealed class NpyFormat : ITensorFormat
{
    public IReadOnlyList<string> Extensions { get; } = [".npy"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(NpyHeader.Magic);

    public LoadedTensor Read(Stream stream, string file)
    {
        var notes = new List<string>();
        var value = NpyReader.Read<float>(stream, stream.Length, file, notes);
        long left = stream.Length - stream.Position;
        if (left > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"the first array; {left} {(left == 1 ? "byte follows" : "bytes follow")} it"));
        return new LoadedTensor(value, notes);
    }
}
