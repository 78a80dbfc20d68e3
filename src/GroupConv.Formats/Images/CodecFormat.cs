namespace GroupConv.Formats.Images;

/// <summary>An image format that Skia reads as it stands.</summary>
/// <param name="name">What people call it, such as <c>JPEG</c>.</param>
/// <param name="extensions">Its file extensions, the usual one first.</param>
/// <param name="marks">How its files begin: any of these.</param>
/// <param name="inside">What stands at byte 8 besides, for formats within RIFF; or empty.</param>
internal sealed class CodecFormat(string name, IReadOnlyList<string> extensions, IReadOnlyList<byte[]> marks, byte[]? inside = null) : ITensorFormat
{
    private const int InsideOffset = 8;

    public IReadOnlyList<string> Extensions => extensions;

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        foreach (var mark in marks)
        {
            if (head.StartsWith(mark))
                return inside is null || (head.Length > InsideOffset && head[InsideOffset..].StartsWith(inside));
        }

        return false;
    }

    public LoadedTensor Read(Stream stream, string file) => SkiaDecoder.Decode(BoundedBytes.ReadAll(stream, file), name, file);
}
