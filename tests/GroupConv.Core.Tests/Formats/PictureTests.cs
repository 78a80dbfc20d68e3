using GroupConv.Core.Tests.Support;
using SkiaSharp;

namespace GroupConv.Core.Tests.Formats;

/// <summary>What pictures hold beyond 8 bits, upright and whole: depths, interlacing, orientations, palettes, runs.</summary>
public sealed class PictureTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(6, false)]
    [InlineData(6, true)]
    public void Every_16_bit_png_keeps_its_samples(int colourType, bool interlaced)
    {
        int channels = (colourType & 2) == 0 ? 1 : 3;
        foreach ((int width, int height) in ((int, int)[])[(11, 7), (1, 1), (3, 20), (8, 8)])
        {
            var x = SampleFiles.Load(SampleFiles.Png(width, height, 16, colourType, interlaced)).Value;
            Assert.Equal([1, channels, height, width], x.Lengths.ToArray());
            Assert.Equal(
                Enumerable.Range(0, channels * height * width)
                    .Select(i => (ushort)SampleFiles.Sample(i % width, i / width % height, i / (width * height)) / 65535f),
                Tensors.Flat(x));
        }
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(2, 0, true)]
    [InlineData(4, 0, false)]
    [InlineData(8, 0, true)]
    [InlineData(8, 2, false)]
    [InlineData(8, 4, true)]
    [InlineData(8, 6, false)]
    public void Every_shallower_png_is_read(int depth, int colourType, bool interlaced)
    {
        int channels = (colourType & 2) == 0 ? 1 : 3, most = (1 << depth) - 1;
        var x = SampleFiles.Load(SampleFiles.Png(11, 7, depth, colourType, interlaced)).Value;
        Assert.Equal([1, channels, 7, 11], x.Lengths.ToArray());
        var expected = Enumerable.Range(0, channels * 77)
            .Select(i => (SampleFiles.Sample(i % 11, i / 11 % 7, i / 77) & most) / (float)most);
        Assert.Equal(expected, Tensors.Flat(x), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_palette_gives_colours()
    {
        var x = SampleFiles.Load(SampleFiles.Bytes("palette.png")).Value;
        var expected = Enumerable.Range(0, 231).Select(i => 5 * ((SampleFiles.Sample(i % 11, i / 11 % 7, 0) & 15) * 3 + i / 77) / 255f);
        Assert.Equal(expected, Tensors.Flat(x));
    }

    [Fact]
    public void A_wrong_check_sum_in_a_png_is_an_error()
    {
        foreach (int depth in (int[])[8, 16])
        {
            byte[] png = SampleFiles.Png(11, 7, depth, 2, interlaced: false);
            png[^17] ^= 1;
            Assert.Throws<GroupConv.Formats.TensorFileException>(() => SampleFiles.Load(png));
        }
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 3, 2)]
    [InlineData(4, 2, 3)]
    [InlineData(5, 0, 2)]
    [InlineData(6, 2, 0)]
    [InlineData(7, 3, 1)]
    [InlineData(8, 1, 3)]
    public void Each_orientation_turns_its_own_way(int orientation, int topLeft, int topRight)
    {
        // Four quarters of a picture, numbered in reading order, and which of them is then at the top.
        byte[] greys = [0, 85, 170, 255];
        using var bitmap = new SKBitmap(new SKImageInfo(48, 32, SKColorType.Gray8, SKAlphaType.Opaque));
        for (int p = 0; p < 48 * 32; p++)
        {
            byte grey = greys[p % 48 / 24 + p / 48 / 16 * 2];
            bitmap.SetPixel(p % 48, p / 48, new SKColor(grey, grey, grey));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        var loaded = SampleFiles.Load(SampleFiles.Turned(data.ToArray(), orientation));
        (int height, int width) = orientation >= 5 ? (48, 32) : (32, 48);
        Assert.Equal([height, width], loaded.Value.Lengths.ToArray()[2..]);
        float[] x = Tensors.Flat(loaded.Value);
        Assert.Equal(greys[topLeft] / 255f, x[2 * width + 2], 0.02f);
        Assert.Equal(greys[topRight] / 255f, x[3 * width - 3], 0.02f);
        Assert.Equal(orientation > 1, loaded.Notes.Count == 1);
    }

    [Theory]
    [InlineData("turned.png", 6)]
    [InlineData("turned16.png", 8)]
    [InlineData("turned.webp", 6)]
    public void Png_and_webp_are_turned_too(string name, int orientation)
    {
        var turned = SampleFiles.Load(SampleFiles.Bytes(name));
        Assert.Equal([$"turned upright (EXIF orientation {orientation})"], turned.Notes);
        int depth = name == "turned.png" ? 8 : 16;
        byte[] plain = name == "turned.webp" ? SampleFiles.Stored("x.webp") : SampleFiles.Png(11, 7, depth, 2, interlaced: false);
        var upright = SampleFiles.Load(plain).Value;
        int height = (int)upright.Lengths[2], width = (int)upright.Lengths[3];
        Assert.Equal([1, 3, width, height], turned.Value.Lengths.ToArray());
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int row, int column) = orientation == 6 ? (x, height - 1 - y) : (width - 1 - x, y);
                Assert.Equal(upright[0, 1, y, x], turned.Value[0, 1, row, column]);
            }
        }
    }

    [Theory]
    [InlineData("turned.webp")]
    [InlineData("photo.png")]
    [InlineData("photo.jpg")]
    [InlineData("photo.gif")]
    public void What_follows_a_whole_picture_is_ignored(string name)
    {
        byte[] whole = SampleFiles.Bytes(name);
        Assert.Equal(Floats(whole), Floats([.. whole, .. "and more"u8]));
    }

    [Fact]
    public void A_webp_whose_header_tells_too_large_a_length_is_read()
    {
        byte[] webp = SampleFiles.Bytes("turned.webp");
        webp[4] += 18;
        Assert.Equal(Floats("turned.webp"), Floats(webp));
    }

    [Fact]
    public void Netpbm_in_text_and_bytes_and_16_bits()
    {
        Assert.Equal([1, 7 / 15f, 0, 8 / 15f, 1 / 15f, 9 / 15f], Floats("text.ppm"));
        Assert.Equal([200 / 65535f, 250 / 65535f, 1, 0], Floats("grey16.pgm"));
        Assert.Equal([0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Floats("bits.pbm"));
        Assert.Equal([0, 1, 1, 1, 0, 0], Floats("textbits.pbm"));
    }

    [Fact]
    public void Tga_in_runs_plain_grey_palette_16_bits_and_from_each_corner()
    {
        byte[] rgb = SampleFiles.Rgb(60, 40);
        Assert.Equal(Enumerable.Range(0, 7200).Select(i => rgb[i % 2400 * 3 + i / 2400] / 255f), Floats("runs.tga"));
        Assert.Equal(Enumerable.Range(0, 7200).Select(i => rgb[i % 2400 * 3 + 2 - i / 2400] / 255f), Floats("plain.tga"));
        Assert.Equal([0.2f, 1], Floats(Tga(3, 8, 0x20, 51, 255)));
        Assert.Equal([1, 0.2f], Floats(Tga(3, 8, 0x30, 51, 255)));
        Assert.Equal([1, 0, 0, 0, 0, 1], Floats(Tga(2, 16, 0x20, 0x00, 0x7C, 0x1F, 0x00)));
        // A palette of two entries, the first numbered 1: blue and red, as blue, green, red.
        Assert.Equal([1, 0, 0, 0, 0, 1], Floats([0, 1, 1, 1, 0, 2, 0, 24, 0, 0, 0, 0, 2, 0, 1, 0, 8, 0x20, 255, 0, 0, 0, 0, 255, 2, 1]));
    }

    [Fact]
    public void A_jpeg_of_a_photograph_has_the_pixels_that_libjpeg_gives()
    {
        byte[] jpeg = SampleFiles.Encoded(SKEncodedImageFormat.Jpeg);
        using var bitmap = SKBitmap.Decode(jpeg);
        var expected = Enumerable.Range(0, 7200).Select(i => bitmap.GetPixel(i % 60, i / 60 % 40))
            .Select((colour, i) => (i / 2400 == 0 ? colour.Red : i / 2400 == 1 ? colour.Green : colour.Blue) / 255f);
        Assert.Equal(expected, Tensors.Flat(SampleFiles.Load(jpeg).Value));
    }

    private static byte[] Tga(byte type, byte bits, byte descriptor, params byte[] pixels) =>
        [0, 0, type, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, bits, descriptor, .. pixels];

    private static float[] Floats(string name) => Floats(SampleFiles.Bytes(name));

    private static float[] Floats(byte[] bytes) => Tensors.Flat(SampleFiles.Load(bytes).Value);
}
