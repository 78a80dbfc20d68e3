using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace GroupConv.Formats.Images;

/// <summary>Decodes pictures with Skia, which uses the decoders of browsers: libjpeg-turbo, libpng, libwebp and Wuffs.</summary>
internal static class SkiaDecoder
{
    /// <summary>Decodes the first picture of a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="format">The usual name of its format.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="grey">Whether the image is grey by its header; null to use Skia's result.</param>
    /// <param name="orientation">The EXIF orientation; null to use Skia's result.</param>
    public static LoadedTensor Decode(byte[] bytes, string format, string file, bool? grey = null, int? orientation = null)
    {
        using var codec = Open(bytes, format, file);
        var size = codec.Info;
        bool isGrey = grey ?? size.ColorType == SKColorType.Gray8;
        bool asGrey = isGrey && size.ColorType == SKColorType.Gray8;
        var pixels = new byte[size.Width * size.Height * (asGrey ? 1 : 4)];
        var result = Fill(codec, asGrey, pixels);
        if (result == SKCodecResult.IncompleteInput)
            throw ImageDecoding.EndsEarly(format, file);
        if (result != SKCodecResult.Success)
            throw ImageDecoding.Damaged(format, file, string.Create(CultureInfo.InvariantCulture, $"cannot be decoded ({result})"));
        var stored = ImageDecoding.ToPlanes(pixels, asGrey ? 1 : 4, isGrey ? 1 : 3, size.Width, size.Height);
        var turned = Orientation.Apply(stored, orientation ?? (int)codec.EncodedOrigin);
        int frames = codec.FrameCount;
        return frames <= 1
            ? turned
            : turned with { Notes = [.. turned.Notes, string.Create(CultureInfo.InvariantCulture, $"the first of {frames} frames")] };
    }

    /// <summary>Opens a file and checks its size.</summary>
    public static SKCodec Open(byte[] bytes, string format, string file)
    {
        var codec = Create(bytes, format, file, out var result);
        if (codec is null && result == SKCodecResult.IncompleteInput)
            throw ImageDecoding.EndsEarly(format, file);
        if (codec is null)
            throw ImageDecoding.Damaged(format, file);
        try
        {
            ImageDecoding.RequireSize(codec.Info.Width, codec.Info.Height, format, file);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <summary>Decodes into a buffer: grey, or red, green, blue and alpha, not multiplied and in the file's own colour space.</summary>
    public static SKCodecResult Fill(SKCodec codec, bool grey, byte[] pixels)
    {
        var info = new SKImageInfo(
            codec.Info.Width,
            codec.Info.Height,
            grey ? SKColorType.Gray8 : SKColorType.Rgba8888,
            grey ? SKAlphaType.Opaque : SKAlphaType.Unpremul,
            colorspace: null);
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            return codec.GetPixels(info, pinned.AddrOfPinnedObject());
        }
        finally
        {
            pinned.Free();
        }
    }

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The codec owns the stream.")]
    private static SKCodec? Create(byte[] bytes, string format, string file, out SKCodecResult result)
    {
        try
        {
            return SKCodec.Create(new SKMemoryStream(bytes), out result);
        }
        catch (Exception failure) when (failure is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            throw new TensorFileException(
                file,
                $"{format} images cannot be read on this system ({RuntimeInformation.RuntimeIdentifier}): libSkiaSharp does not load.",
                "NumPy's .npy and .npz are read without it: np.save('x.npy', np.asarray(image)).",
                failure);
        }
    }
}
