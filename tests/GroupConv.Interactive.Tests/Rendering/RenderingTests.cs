using System.Globalization;
using System.IO.Compression;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Tests.Rendering;

public sealed class RenderingTests
{
    [Theory]
    [InlineData("<b>\"'&", "&lt;b&gt;&quot;&#39;&amp;")]
    [InlineData("a\u0000\u001f\uFFFFb", "a\uFFFD\uFFFD\uFFFDb")]
    public void Holes_are_escaped(string text, string expected) => Assert.Equal(expected, Markup.Of($"{text}").ToString());

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("\uD83D\uDE00 \uFFFD\uFFFD", Markup.Of($"{"\uD83D\uDE00 \uD83D\uDE00".Remove(4, 1) + "\uD83D"}").ToString());

    [Fact]
    public void Markup_is_not_escaped_twice() => Assert.Equal("<i>&lt;</i>", Markup.Of($"{Markup.Of($"<i>{"<"}</i>")}").ToString());

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1000, "1.0k")]
    [InlineData(18560, "18.6k")]
    [InlineData(57802752, "57.8M")]
    [InlineData(999950, "1.0M")]
    [InlineData(231211008, "231M")]
    [InlineData(999e18, "999E")]
    [InlineData(6.4e55, "6.4e+55")]
    public void Short_counts(double count, string expected) => Assert.Equal(expected, Numbers.Short(count));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1e12, "1.0 TB")]
    [InlineData(74240, "74.2 kB")]
    public void Bytes(double bytes, string expected) => Assert.Equal(expected, Numbers.Bytes(bytes));

    [Theory]
    [InlineData(8e-7, "800 ns")]
    [InlineData(12.3e-3, "12.3 ms")]
    [InlineData(1.2, "1.20 s")]
    [InlineData(4.56e-5, "45.6 µs")]
    public void Times(double seconds, string expected) =>
        Assert.Equal(expected, Numbers.Time(TimeSpan.FromTicks((long)Math.Round(seconds * 1e7))));

    [Fact]
    public void First_lines_drop_what_does_not_fit()
    {
        string line = Lines.First(new string('a', 60), new string('b', 60), "c\nd");

        Assert.Equal(new string('a', 60) + " · c d", line);
        Assert.Equal(Lines.FirstLineLimit, Lines.First(new string('x', 500)).Length);
    }

    [Fact]
    public void Statistics_keep_a_small_spread_on_a_large_mean()
    {
        var statistics = new Statistics();
        foreach (double value in new[] { 1e9 + 1, 1e9 + 2, 1e9 + 3 })
            statistics.Add(value);

        Assert.Equal(1e9 + 2, statistics.Mean);
        Assert.Equal(Math.Sqrt(2.0 / 3), statistics.Deviation, 1e-9);
    }

    [Fact]
    public void Signed_scale_puts_zero_in_the_middle_and_ends_at_the_ends()
    {
        var scale = ColorScale.Of(-1, 4);

        Assert.True(scale.IsSigned);
        Assert.Equal((-4.0, 4.0), (scale.Low, scale.High));
        Assert.Equal("#ffffff", scale.At(0).ToString());
        Assert.Equal("#cf4408", scale.At(4).ToString());
        Assert.Equal("#0b63c5", scale.At(-4).ToString());
        Assert.Equal(0, scale.Palette[scale.LevelOf(0)].Alpha);
        Assert.Equal(
            4,
            new[] { scale.At(double.NaN), scale.At(double.PositiveInfinity), scale.At(double.NegativeInfinity), scale.At(0) }.Distinct()
                .Count());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(-1.7e308, 1.7e308)]
    public void Odd_ranges_have_a_scale(double min, double max)
    {
        var scale = ColorScale.Of(min, max);

        Assert.True(double.IsFinite(scale.Low) && double.IsFinite(scale.High));
        Assert.NotEqual(ColorScale.NonFinite(double.NaN), scale.At(0));
    }

    [Theory]
    [InlineData(512, 512, 1)]
    [InlineData(112, 112, 64)]
    [InlineData(1, 20000, 1)]
    [InlineData(20000, 1, 1)]
    [InlineData(7, 100000, 16)]
    [InlineData(3, 3, 256)]
    public void Shrinking_keeps_the_limit_and_at_least_a_cell(long rows, long columns, int tiles)
    {
        (int shownRows, int shownColumns) = TileSheet.Fit(rows, columns, tiles, TileSheet.CellLimit);

        Assert.InRange(shownRows, 1, rows);
        Assert.InRange(shownColumns, 1, columns);
        Assert.InRange((long)shownRows * shownColumns * tiles, 1, TileSheet.CellLimit);
    }

    [Fact]
    public void Png_holds_the_pixels()
    {
        var picture = new IndexedPng(3, 2, new Rgb(1, 2, 3));
        picture.Set(2, 1, new Rgb(9, 8, 7));
        picture.Set(5, 5, new Rgb(0, 0, 0));

        byte[] file = picture.Encode();

        int palette = file.AsSpan().IndexOf("PLTE"u8), data = file.AsSpan().IndexOf("IDAT"u8);
        Assert.Equal([1, 2, 3, 9, 8, 7], file[(palette + 4)..(palette + 10)]);
        using var pixels = new ZLibStream(new MemoryStream(file[(data + 4)..]), CompressionMode.Decompress);
        var rows = new byte[8];
        pixels.ReadExactly(rows);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1], rows);
    }

    [Fact]
    public void Png_with_more_colours_than_fit_takes_the_nearest()
    {
        var picture = new IndexedPng(300, 1, new Rgb(0, 0, 0));
        for (int x = 0; x < 300; x++)
            picture.Set(x, 0, new Rgb((byte)(x % 256), (byte)(x / 256 * 3), 0));

        byte[] file = picture.Encode();

        int palette = file.AsSpan().IndexOf("PLTE"u8);
        Assert.Equal(3 * 256, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(palette - 4)));
    }

    [Fact]
    public void Groups_next_to_each_other_differ_in_colour_and_pattern()
    {
        Assert.All(Enumerable.Range(0, 60), group =>
        {
            Assert.NotEqual(Palette.Color(group), Palette.Color(group + 1));
            Assert.NotEqual(Palette.Dash(group), Palette.Dash(group + 1));
        });
        Assert.Equal(28, Enumerable.Range(0, 28).Select(group => Palette.Color(group) + Palette.Dash(group)).Distinct().Count());
    }

    [Fact]
    public void Json_cannot_end_its_script() =>
        Assert.Equal("{\"a\":\"\\u003c/script>\"}", Markup.Json("{\"a\":\"</script>\"}").ToString());

    [Fact]
    public void Coordinates_are_the_same_in_German()
    {
        var here = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("1.5 -3", Markup.Of($"{1.5} {-3}").ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }
}
