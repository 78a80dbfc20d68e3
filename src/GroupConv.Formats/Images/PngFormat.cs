using System.Buffers.Binary;

namespace GroupConv.Formats.Images;

/// <summary>PNG (W3C Portable Network Graphics). Skia reads 8 bits a sample; 16 bits are read by <see cref="Png16"/>.</summary>
internal sealed class PngFormat : ITensorFormat
{
    private const string Name = "PNG";
    private const int BitDepthAt = 24;
    private const int ColourTypeAt = 25;

    public IReadOnlyList<string> Extensions { get; } = [".png"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Png16.Signature);

    public LoadedTensor Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        if (bytes.Length <= ColourTypeAt)
            throw ImageDecoding.EndsEarly(Name, file);
        RequireData(bytes, file);
        int orientation = Exif.Orientation(Content(bytes, "eXIf"u8));
        return bytes[BitDepthAt] == 16
            ? Orientation.Apply(new Png16(bytes, file).Read(), orientation)
            : SkiaDecoder.Decode(bytes, Name, file, grey: bytes[ColourTypeAt] is 0 or 4, orientation);
    }

    /// <summary>The content of the first chunk of a type; empty if there is none before the end or an invalid chunk.</summary>
    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> type)
    {
        for (var rest = bytes[Png16.Signature.Length..]; rest.Length >= Png16.FrameBytes;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - Png16.FrameBytes)
                return [];
            if (rest[4..].StartsWith(type))
                return rest.Slice(8, (int)length);
            rest = rest[(Png16.FrameBytes + (int)length)..];
        }

        return [];
    }

    /// <summary>Rejects short data that claim to be a huge picture, before memory is allocated for it.</summary>
    private static void RequireData(byte[] bytes, string file)
    {
        const int mostDeflateRatio = 1032;
        long width = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16));
        long height = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20));
        ImageDecoding.RequireSize(width, height, Name, file);
        int samples = bytes[ColourTypeAt] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        if (width * height * samples * bytes[BitDepthAt] / 8 > (long)mostDeflateRatio * bytes.Length)
            throw ImageDecoding.EndsEarly(Name, file);
    }
}
