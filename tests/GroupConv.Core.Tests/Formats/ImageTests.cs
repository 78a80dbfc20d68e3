using System.Buffers.Binary;
using System.IO.Compression;
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
        "474946383961010001008000" + "00FF00000000FF" + "2C00000000010001000002024401" + "00" + "2C00000000010001000002024C01" + "00" + "3B");

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
        var x = Read(s_gif);
        Assert.Equal([1, 3, 1, 1], x.Lengths.ToArray());
        Assert.Equal([1, 0, 0], Tensors.Flat(x));
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
        var png = Png(1, 1, [1, 2, 3, 4]);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 100_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 100_000);
        var error = Assert.Throws<TensorFileException>(() => Read(png));
        Assert.Equal("stream: The PNG image is 100000×100000, 10000 megapixels. At most 67 megapixels are read: scale the image down.", error.Message);
    }

    [Fact]
    public void A_small_file_that_inflates_without_end_is_refused()
    {
        using var data = new MemoryStream();
        using (var zip = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++)
                zip.Write(zeros);
        }

        var png = Png(1, 1, [1, 2, 3, 4]);
        using var file = new MemoryStream();
        file.Write(png.AsSpan(0, 33));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, (int)data.Length);
        file.Write([.. length, .. "IDAT"u8, .. data.ToArray(), 0, 0, 0, 0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("holds more data than its pixels take", Assert.Throws<TensorFileException>(() => Read(file.ToArray())).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("tga")]
    [InlineData("gif")]
    [InlineData("jpg")]
    public void Any_cut_or_changed_byte_gives_an_image_or_the_one_kind_of_error(string kind)
    {
        var whole = kind == "gif" ? s_gif : Colour(kind);
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            var changed = whole[..(round % 4 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int flips = random.Next(1, 4); flips > 0 && changed.Length > 0; flips--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            try
            {
                Read(changed);
            }
            catch (TensorFileException)
            {
                // The one kind there should be.
            }
        }
    }

    [Fact]
    public void What_cannot_be_opened_or_recognised_is_told()
    {
        Assert.StartsWith("nowhere.png: There is no such file. Readable are .npy, .npz, .png, .jpg, .jpeg, .bmp, .gif, .tga.", Assert.Throws<TensorFileException>(() => TensorFile.Read("nowhere.png")).Message, StringComparison.Ordinal);
        Assert.Contains("This is a directory.", Assert.Throws<TensorFileException>(() => TensorFile.Read(Path.GetTempPath())).Message, StringComparison.Ordinal);
        Assert.Contains("The file is empty.", Assert.Throws<TensorFileException>(() => Read([])).Message, StringComparison.Ordinal);
        Assert.Contains("begins with the text \"hello\", which", Assert.Throws<TensorFileException>(() => Read("hello"u8.ToArray())).Message, StringComparison.Ordinal);
        Assert.Contains("begins with the bytes 68650001, which", Assert.Throws<TensorFileException>(() => Read([0x68, 0x65, 0, 1])).Message, StringComparison.Ordinal);
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
