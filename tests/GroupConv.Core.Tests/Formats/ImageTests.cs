using System.Buffers.Binary;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;
using StbImageWriteSharp;

namespace GroupConv.Core.Tests.Formats;

public sealed class ImageTests
{
    // 3×2 pixels: red, green, blue; black, grey, white.
    private static readonly byte[] s_rgb = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 51, 51, 51, 255, 255, 255];

    // A 1×1 GIF of two frames, the first one red, the second one blue.
    private static readonly byte[] s_gif = Convert.FromHexString(
        "474946383961010001008000" + "00FF00000000FF" + "2C0000000001000100000202440100" + "2C00000000010001000002024C0100" + "3B");

    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("tga")]
    public void Colours_become_planes_from_zero_to_one(string kind)
    {
        var x = Read(Colour(kind));
        Assert.Equal([1, 3, 2, 3], x.Lengths.ToArray());
        Assert.Equal([1, 0, 0, 0, 0.2f, 1, /* green */ 0, 1, 0, 0, 0.2f, 1, /* blue */ 0, 0, 1, 0, 0.2f, 1], Tensors.Flat(x));
    }

    [Fact]
    public void A_jpeg_is_read_nearly_as_it_was()
    {
        var grey = new byte[3 * 16 * 16];
        Array.Fill(grey, (byte)102);
        using var file = new MemoryStream();
        new ImageWriter().WriteJpg(grey, 16, 16, ColorComponents.RedGreenBlue, file, 95);
        var x = Read(file.ToArray());
        Assert.Equal([1, 3, 16, 16], x.Lengths.ToArray());
        Assert.All(Tensors.Flat(x), value => Assert.Equal(0.4f, value, 0.02f));
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_read()
    {
        var loaded = SampleFiles.Load(s_gif);
        Assert.Equal([1, 3, 1, 1], loaded.Value.Lengths.ToArray());
        Assert.Equal([1, 0, 0], Tensors.Flat(loaded.Value));
        Assert.Equal(["the first of 2 frames"], loaded.Notes);
    }

    [Fact]
    public void Grey_is_one_channel_and_alpha_is_dropped()
    {
        using var grey = new MemoryStream();
        new ImageWriter().WritePng([0, 51, 255, 102], 2, 2, ColorComponents.Grey, grey);
        var x = Read(grey.ToArray());
        Assert.Equal([1, 1, 2, 2], x.Lengths.ToArray());
        Assert.Equal([0, 0.2f, 1, 0.4f], Tensors.Flat(x));

        var y = Read(Png(1, 2, [255, 51, 0, 0, 0, 0, 255, 128]));
        Assert.Equal([1, 3, 2, 1], y.Lengths.ToArray());
        Assert.Equal([1, 0, 0.2f, 0, 0, 1], Tensors.Flat(y));
    }

    [Fact]
    public void A_huge_image_is_refused_before_memory_is_taken()
    {
        byte[] png = Png(1, 1, [1, 2, 3, 4]);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 100_000);
        var error = Assert.Throws<TensorFileException>(() => Read(png));
        Assert.Equal("The PNG image is 100000×100000, 10000000000 pixels.", error.Problem);
        Assert.Equal("At most 67108864 pixels (8192×8192) are read: scale the image down.", error.Accepted);
    }

    [Fact]
    public void What_cannot_be_opened_or_recognised_is_told()
    {
        var missing = Assert.Throws<TensorFileException>(() => TensorFile.Read("nowhere.png"));
        Assert.Equal(
            "nowhere.png: There is no such file. "
                + "Readable are .npy, .npz, .png, .jpg, .jpeg, .webp, .bmp, .gif, .ppm, .pgm, .pbm, .pnm, .tga.",
            missing.Message);
        var folder = Assert.Throws<TensorFileException>(() => TensorFile.Read(Path.GetTempPath()));
        Assert.Contains("This is a directory.", folder.Message, StringComparison.Ordinal);
        Assert.Contains("The file is empty.", Assert.Throws<TensorFileException>(() => Read([])).Message, StringComparison.Ordinal);
        Assert.Throws<TensorFileException>(() => TensorFile.Read("a\0b"));
        Assert.Throws<TensorFileException>(() => TensorFile.Read(""));
    }

    private static byte[] Png(int width, int height, byte[] rgba)
    {
        using var file = new MemoryStream();
        new ImageWriter().WritePng(rgba, width, height, ColorComponents.RedGreenBlueAlpha, file);
        return file.ToArray();
    }

    private static System.Numerics.Tensors.Tensor<float> Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return TensorFile.Read(stream);
    }

    private static byte[] Colour(string kind)
    {
        using var file = new MemoryStream();
        var writer = new ImageWriter();
        switch (kind)
        {
            case "png":
                writer.WritePng(s_rgb, 3, 2, ColorComponents.RedGreenBlue, file);
                break;
            case "bmp":
                writer.WriteBmp(s_rgb, 3, 2, ColorComponents.RedGreenBlue, file);
                break;
            case "jpg":
                writer.WriteJpg(s_rgb, 3, 2, ColorComponents.RedGreenBlue, file, 90);
                break;
            default:
                writer.WriteTga(s_rgb, 3, 2, ColorComponents.RedGreenBlue, file);
                break;
        }

        return file.ToArray();
    }
}
