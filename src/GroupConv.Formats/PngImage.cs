using System.Globalization;
using StbImageWriteSharp;

namespace GroupConv.Formats;

/// <summary>Writes pixels as PNG, the format that notebooks show everywhere.</summary>
public static class PngImage
{
    /// <summary>Encodes pixels as an 8-bit RGBA PNG.</summary>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="rgba">Red, green, blue and alpha of each pixel, row by row from the top: 4 · width · height bytes.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ArgumentException">The sizes are not positive, or the bytes do not match them.</exception>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgba)
    {
        if (width < 1 || height < 1 || rgba.Length != 4L * width * height)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"An image of {width}×{height} takes {4L * width * height} bytes of RGBA, not {rgba.Length}."),
                nameof(rgba));
        }

        using var file = new MemoryStream();
        new ImageWriter().WritePng(rgba.ToArray(), width, height, ColorComponents.RedGreenBlueAlpha, file);
        return file.ToArray();
    }
}
