using System.Globalization;
using System.Numerics.Tensors;
using StbImageSharp;

namespace GroupConv.Formats.Images;

/// <summary>What all image formats share: sizes checked first, then decoded to float32 (1, C, H, W) in [0, 1].</summary>
internal static class ImageDecoding
{
    /// <summary>The most pixels of an image: 8192×8192.</summary>
    public const long MostPixels = 1L << 26;

    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="format">What people call its format.</param>
    /// <param name="file">Its name, for messages.</param>
    public static Tensor<float> Decode(byte[] bytes, string format, string file)
    {
        bool grey = CheckedHeader(bytes, format, file);
        ImageResult image;
        try
        {
            using var stream = new EndingStream(bytes);
            image = ImageResult.FromStream(stream, grey ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Damaged(format, file, failure);
        }

        return ToPlanes(image, grey ? 1 : 3);
    }

    public static TensorFileException Damaged(string format, string file, Exception? inner = null, string why = "cannot be decoded") =>
        new(file, $"The {format} image is damaged: it {why}.", "Open it in an image viewer, or save it again.", inner);

    public static void RequireSize(long width, long height, string format, string file)
    {
        if (width < 1 || height < 1)
            throw Damaged(format, file, why: string.Create(CultureInfo.InvariantCulture, $"says that it is {width}×{height}"));
        if (width > MostPixels || height > MostPixels || width * height > MostPixels)
        {
            throw new TensorFileException(
                file,
                string.Create(CultureInfo.InvariantCulture, $"The {format} image is {width}×{height}, {width * (double)height / 1e6:0} megapixels."),
                string.Create(CultureInfo.InvariantCulture, $"At most {MostPixels / 1e6:0} megapixels are read: scale the image down."));
        }
    }

    private static bool CheckedHeader(byte[] bytes, string format, string file)
    {
        ImageInfo? info;
        try
        {
            using var stream = new EndingStream(bytes);
            info = ImageInfo.FromStream(stream);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Damaged(format, file, failure);
        }

        if (info is not { } header)
            throw Damaged(format, file);
        RequireSize(header.Width, header.Height, format, file);
        return header.ColorComponents is ColorComponents.Grey or ColorComponents.GreyAlpha;
    }

    private static Tensor<float> ToPlanes(ImageResult image, int channels)
    {
        int pixels = image.Width * image.Height;
        var planes = new float[channels * pixels];
        var data = image.Data;
        for (int c = 0; c < channels; c++)
        {
            var plane = planes.AsSpan(c * pixels, pixels);
            for (int p = 0; p < plane.Length; p++)
                plane[p] = data[p * channels + c] / 255f;
        }

        return Tensor.Create(planes, [1, channels, image.Height, image.Width]);
    }
}
