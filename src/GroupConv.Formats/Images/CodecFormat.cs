namespace GroupConv.Formats.Images;

/// <summary>An image format that Skia reads without help.</summary>
/// <param name="name">Its usual name, such as <c>BMP</c>.</param>
/// <param name="extension">Its file extension.</param>
/// <param name="marks">The possible first bytes of its files.</param>
internal sealed class CodecFormat(string name, string extension, params byte[][] marks) : ITensorFormat
{
    public IReadOnlyList<string> Extensions { get; } = [extension];

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        foreach (byte[] mark in marks)
        {
            if (head.StartsWith(mark))
                return true;
        }

        return false;
    }

    public LoadedTensor Read(Stream stream, string file) => SkiaDecoder.Decode(BoundedBytes.ReadAll(stream, file), name, file);
}
