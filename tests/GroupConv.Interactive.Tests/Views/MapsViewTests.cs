using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;
using GroupConv.Interactive.Tests.Rendering;

namespace GroupConv.Interactive.Tests.Views;

[Collection(nameof(PlotlyScript))]
public sealed partial class MapsViewTests
{
    [Fact]
    public void Signed_maps_share_one_scale_symmetric_about_zero()
    {
        var maps = Maps(Samples.Maps(Samples.Waves(1, 1, 8, 16, 16), ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 4)));

        Assert.Equal(8, maps.Count);
        Assert.All(maps, map => Assert.Equal(-map.Low, map.High));
        Assert.Single(maps.Select(map => map.High).Distinct());
        Assert.All(maps, map => Assert.Equal("diverging", map.Colors));
    }

    [Fact]
    public void Maps_without_negative_values_are_viridis_from_least_to_most()
    {
        var tensor = Samples.Filled(3, 1, 2, 16, 16);
        tensor[0, 1, 2, 2] = 11;

        var maps = Maps(Samples.Maps(tensor));

        Assert.All(maps, map => Assert.Equal((3.0, 11.0, "viridis"), (map.Low, map.High, map.Colors)));
    }

    [Fact]
    public void Titles_say_channel_group_and_what_it_reads()
    {
        var bundle = ViewTable.Render(Samples.Maps(Samples.Waves(1, 1, 128, 4, 4), Samples.Grouped));
        string[] titles = [.. Page(bundle).QuerySelectorAll("figcaption").Select(title => title.TextContent)];

        Assert.Contains("out 37 · group 1 reads in 16–31", titles);
        Assert.Contains("showing 64 of 128", bundle.Text.Split('\n')[0]);
        Assert.Contains(
            Page(bundle).QuerySelectorAll(".gc-group-name"), name => name.TextContent == "group 1 · reads in 16–31 · makes out 32–63");
    }

    [Theory]
    [InlineData(MapScale.Group, 4)]
    [InlineData(MapScale.Channel, 8)]
    public void Smaller_scales_are_told_in_the_titles(MapScale scale, int scales)
    {
        var tensor = Samples.Waves(1, 1, 8, 16, 16);
        for (int channel = 0; channel < 8; channel++)
            tensor[0, channel, 0, 0] = 2 + channel;

        var bundle = ViewTable.Render(Samples.Maps(tensor, ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 4), scale: scale));

        Assert.Equal(scales, Maps(bundle).Select(map => map.High).Distinct().Count());
        Assert.Empty(Page(bundle).QuerySelectorAll(".gc-bar"));
        Assert.Contains(Page(bundle).QuerySelectorAll("figcaption"), title =>
            title.TextContent.Contains("-9 … 9", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1f, 1, 64, 64)]
    [InlineData(0f, 9, 64, 64)]
    [InlineData(-1f, 3, 13, 29)]
    [InlineData(0f, 2, 512, 512)]
    [InlineData(-1f, 16, 40, 40)]
    public void The_images_pixels_are_the_numbers_in_250_steps(float least, int channels, int rows, int columns)
    {
        var tensor = Samples.Waves(5, 1, channels, rows, columns);
        for (nint i = 0; least == 0 && i < rows; i++)
        {
            for (nint j = 0; j < columns; j++)
            {
                for (nint channel = 0; channel < channels; channel++)
                    tensor[0, channel, i, j] = Math.Abs(tensor[0, channel, i, j]);
            }
        }

        foreach (var (map, channel) in Maps(Samples.Maps(tensor)).Select((map, channel) => (map, channel)))
        {
            double step = (map.High - map.Low) / 250;
            Assert.Equal((rows, columns), (map.FullRows, map.FullColumns));
            var image = new DecodedPng(map.Png);
            Assert.Equal((map.Columns * map.Pixels, map.Rows * map.Pixels), (image.Width, image.Height));
            if (map.Rows < rows)
                continue;
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    double value = map.Low + step * image.Index(column * map.Pixels + map.Pixels / 2, row * map.Pixels + map.Pixels / 2);
                    Assert.Equal(tensor[0, channel, row, column], value, step * 0.501);
                }
            }
        }
    }

    [Fact]
    public void Small_maps_carry_their_numbers_exactly()
    {
        var tensor = Samples.Broken(1, 6, 16, 16);
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);

        string packed = Page(ViewTable.Render(Samples.Maps(tensor, groups: 2))).QuerySelector("script.gc-numbers")!.TextContent;

        Assert.Equal(values, MemoryMarshal.Cast<byte, float>(Unzip(packed)).ToArray());
    }

    [Fact]
    public void A_large_map_is_drawn_at_512_pixels_a_side_and_a_spike_survives()
    {
        var tensor = Samples.Filled(0, 1, 1, 1024, 1024);
        tensor[0, 0, 777, 13] = -42;

        var map = Assert.Single(Maps(Samples.Maps(tensor)));

        Assert.Equal((512, 512), (map.Rows, map.Columns));
        Assert.Equal(0, new DecodedPng(map.Png).Index(13 / 2, 777 / 2));
    }

    [Fact]
    public void What_has_no_sign_is_averaged_where_it_is_reduced()
    {
        var tensor = Samples.Filled(0, 1, 1, 1024, 1024);
        for (nint i = 0; i < 1024; i++)
        {
            for (nint j = 0; j < 1024; j++)
                tensor[0, 0, i, j] = (i + j) % 2;
        }

        var bundle = ViewTable.Render(Samples.Maps(tensor));

        Assert.Equal(125, new DecodedPng(Assert.Single(Maps(bundle)).Png).Index(100, 100));
        Assert.Contains("shown 512×512 of 1024×1024, each cell the mean of its block", bundle.Html);
    }

    [Fact]
    public void Noise_keeps_the_budget_by_fewer_cells()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 9 * 256 * 256).Select(_ => random.NextSingle())];

        var bundle = ViewTable.Render(Samples.Maps(Tensor.Create(values, [1, 9, 256, 256])));

        Assert.InRange(OutputTests.WithoutPlotly(bundle.Html!).Length, 300_000, 600_000);
    }

    [Fact]
    public void A_photograph_is_shown_as_one_before_its_channels()
    {
        var tensor = Samples.Waves(5, 1, 3, 64, 48);
        var values = new float[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        tensor = Tensor.Create([.. values.Select(value => Math.Clamp(value + 0.5f, 0, 1))], [1, 3, 64, 48]);

        var page = Page(ViewTable.Render(Samples.Maps(tensor)));

        Assert.StartsWith("data:image/jpeg;base64,", page.QuerySelector("img.gc-photo")!.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal(
            ["channel 0 · red", "channel 1 · green", "channel 2 · blue"],
                page.QuerySelectorAll("figcaption").Select(title => title.TextContent));
    }

    [Fact]
    public void Each_group_stands_beside_the_channels_that_it_reads()
    {
        var spec = ConvSpec.Conv2d(4, 8, 3, padding: 1, groups: 2);
        var input = Samples.Waves(3, 1, 4, 16, 16);

        var page = Page(ViewTable.Render(Samples.Maps(new Conv2d(spec, seed: 1).Forward(input), spec) with { Input = input }));

        Assert.Equal(
            ["in 0|in 1|out 0 · group 0|out 1 · group 0|out 2 · group 0|out 3 · group 0",
                "in 2|in 3|out 4 · group 1|out 5 · group 1|out 6 · group 1|out 7 · group 1"],
            page.QuerySelectorAll(".gc-group").Select(group =>
                string.Join('|', group.QuerySelectorAll("figcaption b").Select(name => name.TextContent))));
    }

    [Fact]
    public void Dead_and_equal_channels_are_named()
    {
        var tensor = Samples.Waves(3, 1, 6, 16, 16);
        for (nint i = 0; i < 16; i++)
        {
            for (nint j = 0; j < 16; j++)
                (tensor[0, 1, i, j], tensor[0, 5, i, j]) = (0, tensor[0, 2, i, j]);
        }

        string text = ViewTable.Render(Samples.Maps(tensor, groups: 2)).Text;

        Assert.Contains("channels constant: 1 · equal: 2 = 5", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_and_get_colours_and_glyphs()
    {
        var bundle = ViewTable.Render(Samples.Maps(Samples.Broken(1, 6, 16, 16), groups: 2));
        var page = Page(bundle);

        Assert.Contains("3 NaN, 1 +Inf, 1 -Inf", bundle.Text.Split('\n')[0]);
        Assert.Equal(
            ["▲", "▼", "✕", "✕", "✕"],
            page.QuerySelectorAll(".gc-glyph").Select(glyph => glyph.TextContent).Order(StringComparer.Ordinal));
        Assert.Contains("✕ NaN 3", page.QuerySelector(".gc-legend")!.TextContent);
        Assert.Contains("▲ +Inf 1", page.QuerySelector(".gc-legend")!.TextContent);
        Assert.Contains("▼ -Inf 1", page.QuerySelector(".gc-legend")!.TextContent);
    }

    [Fact]
    public void Plotly_is_given_once_a_document()
    {
        var maps = Samples.Maps(Samples.Waves(1, 1, 2, 16, 16));
        PlotlyScript.Reset();

        string first = ViewTable.Render(maps).Html!, second = ViewTable.Render(maps).Html!;
        PlotlyScript.Reset();
        string next = ViewTable.Render(maps).Html!;

        Assert.Contains("Plotly", Encoding.UTF8.GetString(Unzip(Packed().Match(first).Groups[1].Value)));
        Assert.DoesNotMatch(Packed(), second);
        Assert.Matches(Packed(), next);
    }

    private static List<Map> Maps(MapsResult maps) => Maps(ViewTable.Render(maps));

    private static List<Map> Maps(MimeBundle bundle) =>
        [.. Page(bundle).QuerySelectorAll("figure.gc-tile").Select(figure => new Map(figure))];

    private static IDocument Page(MimeBundle bundle) => new HtmlParser().ParseDocument(bundle.Html!);

    private static byte[] Unzip(string packed)
    {
        using var zip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var content = new MemoryStream();
        zip.CopyTo(content);
        return content.ToArray();
    }

    [GeneratedRegex("<script class=\"groupconv-plotly\"[^>]*>([^<]*)</script>")]
    private static partial Regex Packed();

    /// <summary>A map of a page, by its figure's attributes.</summary>
    private sealed class Map
    {
        private const string Data = "data:image/png;base64,";
        private readonly string[] _parts;

        public Map(IElement figure)
        {
            _parts = figure.GetAttribute("data-map")!.Split(' ');
            string source = figure.QuerySelector("img.gc-map")!.GetAttribute("src")!;
            Assert.StartsWith(Data, source, StringComparison.Ordinal);
            Png = Convert.FromBase64String(source[Data.Length..]);
        }

        public byte[] Png { get; }

        public int Rows => Whole(0);

        public int Columns => Whole(1);

        public int Pixels => Whole(2);

        public int FullRows => Whole(3);

        public int FullColumns => Whole(4);

        public double Low => double.Parse(_parts[5], CultureInfo.InvariantCulture);

        public double High => double.Parse(_parts[6], CultureInfo.InvariantCulture);

        public string Colors => _parts[9];

        private int Whole(int part) => int.Parse(_parts[part], CultureInfo.InvariantCulture);
    }
}
