using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Writes PNG files with a palette, one byte a pixel.</summary>
/// <remarks>Source: W3C, Portable Network Graphics (third edition), colour type 3.</remarks>
internal static class PngFile
{
    private const int Filters = 5;
    private static readonly uint[] _crcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    /// <summary>The bytes of a file.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="palette">At most 256 colours with their opacity from 0 to 255.</param>
    /// <param name="pixels">The palette's index of each pixel, row by row.</param>
    public static byte[] Encode(int width, int height, IReadOnlyList<(Rgb Color, byte Alpha)> palette, ReadOnlySpan<byte> pixels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 3;
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. palette.SelectMany(entry => new[] { entry.Color.R, entry.Color.G, entry.Color.B })]);
        if (palette.Any(entry => entry.Alpha < byte.MaxValue))
            Chunk(file, "tRNS", [.. palette.Select(entry => entry.Alpha)]);
        Chunk(file, "IDAT", Compress(width, height, pixels));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(int width, int height, ReadOnlySpan<byte> pixels)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            ReadOnlySpan<byte> above = new byte[width];
            var lines = new byte[Filters][];
            for (int filter = 0; filter < Filters; filter++)
                lines[filter] = new byte[width + 1];
            for (int row = 0; row < height; row++)
            {
                var line = pixels.Slice(row * width, width);
                zlib.Write(Smallest(lines, line, above));
                above = line;
            }
        }

        return packed.ToArray();
    }

    // The filter with the least sum of absolute differences: the heuristic that the specification recommends. Here an index is a level of a
    // colour scale, so neighbours are near each other.
    private static byte[] Smallest(byte[][] lines, ReadOnlySpan<byte> line, ReadOnlySpan<byte> above)
    {
        byte[] best = lines[0];
        int least = int.MaxValue;
        for (int filter = 0; filter < lines.Length; filter++)
        {
            var filtered = lines[filter];
            filtered[0] = (byte)filter;
            int sum = 0;
            for (int x = 0; x < line.Length; x++)
            {
                int left = x > 0 ? line[x - 1] : 0, up = above[x], corner = x > 0 ? above[x - 1] : 0;
                int prediction = filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                filtered[x + 1] = (byte)(line[x] - prediction);
                sum += Math.Abs((int)(sbyte)filtered[x + 1]);
            }

            if (sum < least)
                (best, least) = (filtered, sum);
        }

        return best;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void Chunk(MemoryStream file, string name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. content];
        file.Write(body);
        uint crc = uint.MaxValue;
        foreach (byte value in body)
            crc = _crcTable[(crc ^ value) & 0xff] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint CrcOf(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : 0xedb88320 ^ (crc >> 1);
        return crc;
    }
}
