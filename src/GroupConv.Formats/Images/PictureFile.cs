using SkiaSharp;

namespace GroupConv.Formats.Images;

/// <summary>Writes pictures. What is written is for eyes: tensors are kept as npy or npz.</summary>
public static class PictureFile
{
    /// <summary>A photograph as a JPEG file.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, row by row: 3 · width · height bytes.</param>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <param name="quality">From 1 to 100.</param>
    /// <returns>The bytes of the file.</returns>
    /// <exception cref="ArgumentException">The number of bytes is not 3 · width · height.</exception>
    public static byte[] Jpeg(ReadOnlySpan<byte> rgb, int width, int height, int quality = 90)
    {
        if (width < 1 || height < 1 || rgb.Length != 3L * width * height)
            throw new ArgumentException($"{rgb.Length} bytes are no picture of {width}×{height}.", nameof(rgb));
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < width * height; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(pixels[(4 * i)..]);
            pixels[4 * i + 3] = byte.MaxValue;
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
