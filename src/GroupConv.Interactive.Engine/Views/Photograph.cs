using GroupConv.Formats.Images;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A tensor that is a picture, (3, H, W) or (1, 3, H, W) with values from 0 to 1 or from 0 to 255, drawn as what it
/// shows.</summary>
internal static class Photograph
{
    private const int Channels = 3;
    private const int LeastSide = 16;
    private const int MostSide = 512;
    private const int ShownWidth = 224;

    /// <summary>The names of a picture's channels.</summary>
    public static IReadOnlyList<string> ChannelNames { get; } = ["red", "green", "blue"];

    /// <summary>Whether a tensor is a picture.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="all">Statistics of its first picture at least.</param>
    public static bool Is(Planes planes, Statistics all) =>
        planes.Outer.Count is 1 or 2 && planes.Outer[^1] == Channels && planes.Rows >= LeastSide && planes.Columns >= LeastSide
        && all is { NonFinite: 0, Min: >= 0, Max: <= 255 } && all.Min < all.Max;

    /// <summary>Draws the first picture of a tensor.</summary>
    /// <param name="planes">The tensor.</param>
    /// <param name="all">Its statistics.</param>
    /// <param name="name">What it is, in words.</param>
    public static Markup Draw(Planes planes, Statistics all, string name)
    {
        (int rows, int columns) = Size(planes.Rows, planes.Columns);
        double full = all.Max <= 1 ? 1 : 255;
        var pixels = new byte[Channels * rows * columns];
        for (int channel = 0; channel < Channels; channel++)
        {
            var cells = planes.Reduce(channel, rows, columns, average: true);
            for (int i = 0; i < cells.Values.Length; i++)
                pixels[Channels * i + channel] = (byte)Math.Round(255 * Math.Clamp(cells.Values[i] / full, 0, 1));
        }

        string data = Convert.ToBase64String(PictureFile.Jpeg(pixels, columns, rows));
        // A small picture is drawn larger.
        int scale = Math.Max(1, ShownWidth / columns);
        return Markup.Of(
            $"<img class=\"gc-photo\" width=\"{scale * columns}\" height=\"{scale * rows}\" src=\"data:image/jpeg;base64,{data}\" alt=\"{name}, the picture itself\">");
    }

    private static (int Rows, int Columns) Size(long rows, long columns)
    {
        double factor = Math.Min(1, MostSide / (double)Math.Max(rows, columns));
        return ((int)Math.Max(1, rows * factor), (int)Math.Max(1, columns * factor));
    }
}
