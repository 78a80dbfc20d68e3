using System.Buffers.Binary;

namespace GroupConv.Formats.Images;

/// <summary>WebP, lossy and lossless: a RIFF file, whose header tells its length.</summary>
/// <remarks>Skia needs no more than the pixels. EXIF data follow them, so a file without its end would come out unturned.</remarks>
internal sealed class WebpFormat : ITensorFormat
{
    private const string Name = "WebP";
    private const int KindAt = 8;

    public IReadOnlyList<string> Extensions { get; } = [".webp"];

    public bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length > KindAt && head.StartsWith("RIFF"u8) && head[KindAt..].StartsWith("WEBP"u8);

    public LoadedTensor Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        return KindAt + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(4)) <= bytes.Length
            ? SkiaDecoder.Decode(bytes, Name, file)
            : throw ImageDecoding.EndsEarly(Name, file);
    }
}
