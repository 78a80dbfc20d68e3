using System.Globalization;
using System.Numerics.Tensors;

namespace GroupConv.Formats.Images;

/// <summary>Shared by all image formats: limits of the size, errors for damaged files, and the conversion of pixels to planes.</summary>
internal static class ImageDecoding
{
    /// <summary>Maximum pixels of an image: 8192×8192.</summary>
    public const long MostPixels = 1L << 26;

    /// <summary>The exception for a file with invalid content.</summary>
    public static TensorFileException Damaged(string format, string file, string why = "cannot be decoded", Exception? inner = null) =>
        new(file, $"The {format} image is damaged: it {why}.", "Open it in an image viewer, or save it again.", inner);

    /// <summary>The exception for a file that ends before its last pixel.</summary>
    public static TensorFileException EndsEarly(string format, string file, Exception? inner = null) =>
        new(file, $"The {format} image ends early: the file is cut off.", "Copy or download the whole file again.", inner);

    /// <summary>Throws for an image without pixels, or with too many.</summary>
    public static void RequireSize(long width, long height, string format, string file)
    {
        if (width < 1 || height < 1)
            throw Damaged(format, file, string.Create(CultureInfo.InvariantCulture, $"says that it is {width}×{height}"));
        if (width > MostPixels || height > MostPixels || width * height > MostPixels)
        {
            throw new TensorFileException(
                file,
                string.Create(CultureInfo.InvariantCulture, $"The {format} image is {width}×{height}, {width * (double)height:0} pixels."),
                string.Create(CultureInfo.InvariantCulture, $"At most {MostPixels} pixels (8192×8192) are read: scale the image down."));
        }

        // Four bytes per decoded pixel, and three planes of float32, twice if the image is rotated.
        BoundedBytes.RequireMemory(28.0 * width * height, file);
    }

    /// <summary>Converts interleaved bytes to float32 (1, channels, height, width) in [0, 1].</summary>
    /// <param name="pixels">The pixels, row by row.</param>
    /// <param name="pixelBytes">Bytes per pixel; the first <paramref name="channels"/> are used.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    public static Tensor<float> ToPlanes(ReadOnlySpan<byte> pixels, int pixelBytes, int channels, int width, int height)
    {
        int count = width * height;
        var planes = new float[channels * count];
        for (int c = 0; c < channels; c++)
        {
            var plane = planes.AsSpan(c * count, count);
            for (int p = 0, at = c; p < plane.Length; p++, at += pixelBytes)
                plane[p] = pixels[at] / 255f;
        }

        return Tensor.Create(planes, [1, channels, height, width]);
    }
}
