using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Tests.Rendering;

/// <summary>A PNG read back by the format's own rules, sharing no code with what wrote it: checksums, zlib, filters, palette.</summary>
/// <remarks>Source: W3C, Portable Network Graphics (third edition): 8 bits a sample, colour type 3, no interlacing.</remarks>
internal sealed class DecodedPng
{
    private static readonly byte[] s_signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    private readonly byte[] _pixels;
    private readonly Rgb[] _palette;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes.</param>
    public DecodedPng(ReadOnlySpan<byte> file)
    {
        Assert.Equal(s_signature, file[..8].ToArray());
        var chunks = Chunks(file[8..]);
        Assert.Equal("IHDR", chunks[0].Name);
        Assert.Equal("IEND", chunks[^1].Name);
        byte[] header = chunks[0].Content;
        Width = BinaryPrimitives.ReadInt32BigEndian(header);
        Height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        _palette = [.. Assert.Single(chunks, chunk => chunk.Name == "PLTE").Content.Chunk(3).Select(
            rgb => new Rgb(rgb[0], rgb[1], rgb[2]))];
        _pixels = Unfilter(Unpack([.. chunks.Where(chunk => chunk.Name == "IDAT").SelectMany(chunk => chunk.Content)]));
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The colour of a pixel.</summary>
    /// <param name="x">From the left.</param>
    /// <param name="y">From the top.</param>
    public Rgb this[int x, int y] => _palette[_pixels[y * Width + x]];

    /// <summary>The palette's index of a pixel.</summary>
    /// <param name="x">From the left.</param>
    /// <param name="y">From the top.</param>
    public int Index(int x, int y) => _pixels[y * Width + x];

    private static List<(string Name, byte[] Content)> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<(string, byte[])>();
        while (file.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file);
            var body = file.Slice(4, 4 + length);
            Assert.Equal(Crc(body), BinaryPrimitives.ReadUInt32BigEndian(file[(8 + length)..]));
            chunks.Add((Encoding.ASCII.GetString(body[..4]), body[4..].ToArray()));
            file = file[(12 + length)..];
        }

        return chunks;
    }

    private static uint Crc(ReadOnlySpan<byte> body)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xedb88320;
        }

        return ~crc;
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }

    /// <summary>
    /// Undoes the filter that each row names: with a byte a pixel, 0 leaves it, 1 adds the pixel to the left, 2 the one above, 3 their
    /// mean,
    /// 4 the one of them and of the one beside both that is nearest to their sum less that one.
    /// </summary>
    private byte[] Unfilter(byte[] rows)
    {
        Assert.Equal(Height * (Width + 1), rows.Length);
        var pixels = new byte[Height * Width];
        for (int y = 0; y < Height; y++)
        {
            byte filter = rows[y * (Width + 1)];
            for (int x = 0; x < Width; x++)
            {
                int a = x > 0 ? pixels[y * Width + x - 1] : 0, b = y > 0 ? pixels[(y - 1) * Width + x] : 0;
                int c = x > 0 && y > 0 ? pixels[(y - 1) * Width + x - 1] : 0;
                int before = filter switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => new[] { a, b, c }.MinBy(value => Math.Abs(a + b - c - value)),
                    _ => throw new InvalidDataException($"{filter} is no filter."),
                };
                pixels[y * Width + x] = (byte)(rows[y * (Width + 1) + 1 + x] + before);
            }
        }

        return pixels;
    }
}
