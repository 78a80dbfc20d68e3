using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>PNG (W3C Portable Network Graphics).</summary>
/// <remarks>A few bytes of a PNG can inflate to gigabytes, so its compressed data are walked through once, kept nowhere, before they are decoded.</remarks>
internal sealed class PngFormat : ITensorFormat
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public string Name => "PNG";

    public IReadOnlyList<string> Extensions { get; } = [".png"];

    public bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(Signature);

    public Tensor<float> Read(Stream stream, string file)
    {
        var bytes = BoundedBytes.ReadAll(stream, file);
        RequireHonestSize(bytes, file);
        return ImageDecoding.Decode(bytes, Name, file);
    }

    private void RequireHonestSize(byte[] bytes, string file)
    {
        using var compressed = new MemoryStream();
        long width = 0, height = 0;
        for (int at = Signature.Length; at + 8L <= bytes.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            var type = bytes.AsSpan(at + 4, 4);
            if (length > bytes.Length - at - 8)
                throw ImageDecoding.Damaged(Name, file, why: "ends within a chunk");
            var data = bytes.AsSpan(at + 8, (int)length);
            if (type.SequenceEqual("IHDR"u8) && data.Length >= 8)
            {
                width = BinaryPrimitives.ReadUInt32BigEndian(data);
                height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                compressed.Write(data);
            }

            at += 8 + (int)length + Math.Min(4, bytes.Length - at - 8 - (int)length);
        }

        ImageDecoding.RequireSize(width, height, Name, file);
        compressed.Position = 0;
        // 16-bit RGBA is the largest pixel, and Adam7 interlacing at most doubles the filter bytes of the rows.
        RequireInflated(compressed, 8 * width * height + 2 * height + 16 + width, file);
    }

    private void RequireInflated(MemoryStream compressed, long most, string file)
    {
        using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
        var chunk = new byte[1 << 16];
        long total = 0;
        try
        {
            for (int read; (read = inflated.Read(chunk)) > 0;)
            {
                total += read;
                if (total > most)
                    throw ImageDecoding.Damaged(Name, file, why: "holds more data than its pixels take");
            }
        }
        catch (InvalidDataException failure)
        {
            throw ImageDecoding.Damaged(Name, file, failure);
        }
    }
}
