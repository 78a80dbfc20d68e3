namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// A picture of at most 256 colours, and its PNG: a byte a pixel, which keeps it small. Colours beyond the 256th become the nearest that
/// there is.
/// </summary>
internal sealed class IndexedPng
{
    private readonly byte[] _pixels;
    private readonly List<Rgb> _palette;
    private readonly Dictionary<Rgb, byte> _index = [];

    /// <summary>A picture of one colour.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="ground">The colour.</param>
    public IndexedPng(int width, int height, Rgb ground)
    {
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
    public byte[] Encode() => PngFile.Encode(Width, Height, [.. _palette.Select(color => (color, byte.MaxValue))], _pixels);

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

    private static int Distance(Rgb a, Rgb b) => (a.R - b.R) * (a.R - b.R) + (a.G - b.G) * (a.G - b.G) + (a.B - b.B) * (a.B - b.B);
}
