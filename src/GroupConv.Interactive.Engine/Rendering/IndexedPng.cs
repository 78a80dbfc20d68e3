using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// A picture of at most 256 colours, and its PNG: a byte a pixel, so that coloured cells stay small enough to stand inside a notebook
/// several times. Colours beyond the 256th become the nearest that there is.
/// </summary>
/// <remarks>Source: W3C, Portable Network Graphics (third edition), colour type 3.</remarks>
internal sealed class IndexedPng
{
    private static readonly uint[] _crcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];
    private readonly bool _clear;
    private readonly byte[] _pixels;
    private readonly List<Rgb> _palette;
    private readonly Dictionary<Rgb, byte> _index = [];

    /// <summary>A picture of one colour.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="ground">The colour.</param>
    /// <param name="clear">Whether that colour is fully transparent.</param>
    public IndexedPng(int width, int height, Rgb ground, bool clear = false)
    {
        _clear = clear;
        Width = width;
        Height = height;
        _pixels = new byte[width * height];
        _palette = [ground];
        _index[ground] = 0;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>Colours a pixel; outside of the picture nothing happens.</summary>
    /// <param name="x">From the left.</param>
    /// <param name="y">From the top.</param>
    /// <param name="color">The colour.</param>
    public void Set(int x, int y, Rgb color)
    {
        if (x >= 0 && y >= 0 && x < Width && y < Height)
            _pixels[y * Width + x] = IndexOf(color);
    }

    /// <summary>Colours a rectangle.</summary>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top edge.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="color">The colour.</param>
    public void Fill(int x, int y, int width, int height, Rgb color)
    {
        for (int row = y; row < y + height; row++)
        {
            for (int column = x; column < x + width; column++)
                Set(column, row, color);
        }
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] Encode()
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        header[9] = 3;
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. _palette.SelectMany(color => new[] { color.R, color.G, color.B })]);
        if (_clear)
            Chunk(file, "tRNS", [0]);
        Chunk(file, "IDAT", Packed());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private byte IndexOf(Rgb color)
    {
        if (_index.TryGetValue(color, out byte index))
            return index;
        if (_palette.Count < 256)
        {
            index = (byte)_palette.Count;
            _palette.Add(color);
        }
        else
        {
            index = (byte)Enumerable.Range(0, 256).MinBy(i => Distance(_palette[i], color));
        }

        return _index[color] = index;
    }

    private byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[Width];
            for (int row = 0; row < Height; row++)
            {
                // Each row starts with its filter. None is best for a palette; but cells are many pixels high, and a row like the
                // one above is all zeros with filter 2, "up".
                var line = _pixels.AsSpan(row * Width, Width);
                bool same = row > 0 && line.SequenceEqual(_pixels.AsSpan((row - 1) * Width, Width));
                zlib.WriteByte(same ? (byte)2 : (byte)0);
                zlib.Write(same ? zeros : line);
            }
        }

        return packed.ToArray();
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

    private static int Distance(Rgb a, Rgb b) => (a.R - b.R) * (a.R - b.R) + (a.G - b.G) * (a.G - b.G) + (a.B - b.B) * (a.B - b.B);
}
