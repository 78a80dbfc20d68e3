using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>PNG with 16 bits per sample, which Skia would reduce to 8: grey or colour, with or without alpha, interlaced or not.</summary>
internal sealed class Png16(byte[] bytes, string file)
{
    /// <summary>Bytes of a chunk besides its content: length, type and checksum.</summary>
    public const int FrameBytes = 12;

    private const string Name = "PNG";
    private const int SampleBytes = 2;
    private const int HeaderBytes = 13;

    // Adam7: first pixel and distance between pixels of each pass, as (x, y, dx, dy).
    private static readonly (int X, int Y, int Dx, int Dy)[] s_adam7 =
    [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ];

    private static readonly (int X, int Y, int Dx, int Dy)[] s_notInterlaced = [(0, 0, 1, 1)];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The picture as (1, C, H, W): samples divided by 65535, alpha dropped.</summary>
    public Tensor<float> Read()
    {
        using var compressed = new MemoryStream();
        var header = Chunks(compressed);
        long width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        ImageDecoding.RequireSize(width, height, Name, file);
        // The colour types: 0 grey, 2 red, green and blue; 4 and 6 the same with alpha.
        if (header[9] is not (0 or 2 or 4 or 6) || header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw ImageDecoding.Damaged(Name, file, "has a header that makes no sense");
        int channels = (header[9] & 2) == 0 ? 1 : 3;
        int samples = channels + ((header[9] & 4) == 0 ? 0 : 1);
        var planes = new float[channels * width * height];
        compressed.Position = 0;
        using var data = new ZLibStream(compressed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in header[12] == 1 ? s_adam7 : s_notInterlaced)
                ReadPass(data, pass, (int)width, (int)height, channels, samples, planes);
        }
        catch (EndOfStreamException failure)
        {
            throw ImageDecoding.EndsEarly(Name, file, failure);
        }
        catch (InvalidDataException failure)
        {
            throw ImageDecoding.Damaged(Name, file, inner: failure);
        }

        return Tensor.Create(planes, [1, channels, (nint)height, (nint)width]);
    }

    /// <summary>Reads all chunks, verifies their checksums, and collects the compressed data.</summary>
    /// <returns>The content of the header chunk.</returns>
    private ReadOnlySpan<byte> Chunks(MemoryStream compressed)
    {
        ReadOnlySpan<byte> all = bytes;
        ReadOnlySpan<byte> header = default;
        for (int at = Signature.Length; at + (long)FrameBytes <= all.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(all[at..]);
            if (length > all.Length - at - FrameBytes)
                throw ImageDecoding.EndsEarly(Name, file);
            var typed = all.Slice(at + 4, 4 + (int)length);
            var content = typed[4..];
            if (Crc32.HashToUInt32(typed) != BinaryPrimitives.ReadUInt32BigEndian(all[(at + 8 + (int)length)..]))
                throw ImageDecoding.Damaged(Name, file, string.Create(CultureInfo.InvariantCulture, $"has a wrong check sum at byte {at}"));
            if (typed.StartsWith("IEND"u8))
                return header.Length == HeaderBytes ? header : throw ImageDecoding.Damaged(Name, file, "has no header");
            if (typed.StartsWith("IHDR"u8))
                header = content;
            else if (typed.StartsWith("IDAT"u8))
                compressed.Write(content);
            at += FrameBytes + (int)length;
        }

        throw ImageDecoding.EndsEarly(Name, file);
    }

    private void ReadPass(
        ZLibStream data, (int X, int Y, int Dx, int Dy) pass, int width, int height, int channels, int samples, float[] planes)
    {
        int columns = (width - pass.X + pass.Dx - 1) / pass.Dx, rows = (height - pass.Y + pass.Dy - 1) / pass.Dy;
        if (columns <= 0 || rows <= 0)
            return;
        int pixelBytes = samples * SampleBytes;
        // Each row is preceded by a pixel of zeros, so that the filters need no special case for its first pixel.
        var above = new byte[pixelBytes * (columns + 1)];
        var row = new byte[above.Length];
        for (int r = 0; r < rows; r++)
        {
            int filter = data.ReadByte();
            if (filter < 0)
                throw new EndOfStreamException();
            data.ReadExactly(row.AsSpan(pixelBytes));
            Unfilter(filter, row, above, pixelBytes);
            int start = (pass.Y + r * pass.Dy) * width + pass.X;
            for (int c = 0; c < channels; c++)
            {
                int plane = c * width * height + start;
                for (int column = 0; column < columns; column++)
                {
                    ushort sample = BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan((column + 1) * pixelBytes + c * SampleBytes));
                    planes[plane + column * pass.Dx] = sample / 65535f;
                }
            }

            (row, above) = (above, row);
        }
    }

    /// <summary>Undoes a row's filter (PNG, section 9.2): bytes are stored as differences to a prediction from neighbours.</summary>
    private void Unfilter(int filter, byte[] row, byte[] above, int pixelBytes)
    {
        if (filter > 4)
            throw ImageDecoding.Damaged(Name, file, string.Create(CultureInfo.InvariantCulture, $"has a row with filter {filter}"));
        for (int i = pixelBytes; i < row.Length && filter > 0; i++)
        {
            int left = row[i - pixelBytes], up = above[i];
            row[i] += (byte)(filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Paeth(left, up, above[i - pixelBytes]),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
