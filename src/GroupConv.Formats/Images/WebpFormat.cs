using System.Buffers.Binary;

namespace GroupConv.Formats.Images;

/// <summary>WebP, lossy and lossless: a RIFF file, which consists of chunks with their lengths.</summary>
/// <remarks>Skia reads only the pixels. EXIF data follow them, so a file that is cut off in between would lose its orientation.</remarks>
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
        return IsWhole(bytes) ? SkiaDecoder.Decode(bytes, Name, file) : throw ImageDecoding.EndsEarly(Name, file);
    }

    /// <summary>
    /// Whether all chunks are complete, and EXIF data are present if the header announces them. The length in the RIFF header is not used,
    /// because some programs write a larger one.
    /// </summary>
    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        const int chunkHeader = 8;
        const byte exifPromised = 0x08;
        bool promised = false, found = false;
        long at = KindAt + 4, end = KindAt + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        bytes = bytes[..(int)Math.Min(end, bytes.Length)];
        while (at + chunkHeader <= bytes.Length)
        {
            var chunk = bytes[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > chunk.Length - chunkHeader)
                return false;
            promised |= chunk.StartsWith("VP8X"u8) && length > 0 && (chunk[chunkHeader] & exifPromised) != 0;
            found |= chunk.StartsWith("EXIF"u8);
            at += chunkHeader + length + (length & 1);
        }

        return at >= bytes.Length && (found || !promised);
    }
}
