using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Views;

[Collection(nameof(PlotlyScript))]
public sealed partial class MapsViewTests
{
    [Fact]
    public void Signed_maps_share_one_scale_symmetric_about_zero()
    {
        var figure = Figure(Samples.Maps(Samples.Waves(1, 1, 8, 16, 16), ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 4)));

        var heatmaps = Heatmaps(figure);
        Assert.Equal(8, heatmaps.Count);
        Assert.All(heatmaps, trace => Assert.Equal(-trace.GetProperty("zmin").GetDouble(), trace.GetProperty("zmax").GetDouble()));
        Assert.Single(heatmaps.Select(trace => trace.GetProperty("zmax").GetDouble()).Distinct());
        Assert.Equal("#f7f7f7", heatmaps[0].GetProperty("colorscale")[5][1].GetString());
        Assert.True(heatmaps[0].GetProperty("showscale").GetBoolean());
    }

    [Fact]
    public void Maps_without_negative_values_are_viridis_from_least_to_most()
    {
        var maps = Samples.Filled(3, 1, 2, 4, 4);
        maps[0, 1, 2, 2] = 11;

        var trace = Heatmaps(Figure(Samples.Maps(maps)))[0];

        Assert.Equal(3, trace.GetProperty("zmin").GetDouble());
        Assert.Equal(11, trace.GetProperty("zmax").GetDouble());
        Assert.Equal("#440154", trace.GetProperty("colorscale")[0][1].GetString());
    }

    [Fact]
    public void Titles_say_channel_group_and_what_it_reads()
    {
        var bundle = ViewTable.Render(Samples.Maps(Samples.Waves(1, 1, 128, 4, 4), Samples.Grouped));
        string texts = string.Join(
            '|',
            Figure(bundle).GetProperty("layout").GetProperty("annotations").EnumerateArray().Select(
                title => title.GetProperty("text").GetString()));

        Assert.Contains("out 37 · group 1|reads in 16–31", texts);
        Assert.Contains("showing 64 of 128", bundle.Text.Split('\n')[0]);
        Assert.Contains(">out 37 · group 1<", OutputTests.Pictures(bundle.Html!).Single());
    }

    [Theory]
    [InlineData(MapScale.Group, 4)]
    [InlineData(MapScale.Channel, 8)]
    public void Smaller_scales_are_told_in_the_titles(MapScale scale, int scales)
    {
        var maps = Samples.Waves(1, 1, 8, 16, 16);
        for (int channel = 0; channel < 8; channel++)
            maps[0, channel, 0, 0] = 2 + channel;

        var figure = Figure(Samples.Maps(maps, ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 4), scale: scale));

        Assert.Equal(scales, Heatmaps(figure).Select(trace => trace.GetProperty("zmax").GetDouble()).Distinct().Count());
        Assert.All(Heatmaps(figure), trace => Assert.False(trace.GetProperty("showscale").GetBoolean()));
        Assert.Contains("-9 … 9", figure.GetRawText().Replace("\\u2026", "…"));
    }

    [Fact]
    public void Spikes_survive_shrinking_and_cells_stay_within_the_limit()
    {
        var maps = Samples.Filled(0, 1, 64, 100, 100);
        maps[0, 5, 77, 13] = -42;

        var figure = Figure(Samples.Maps(maps));

        double[] values = [.. Heatmaps(figure).SelectMany(trace => trace.GetProperty("z").EnumerateArray()).SelectMany(row =>
            row.EnumerateArray()).Select(cell => cell.GetDouble())];
        Assert.InRange(values.Length, 2_000, TileSheet.LiveCells);
        Assert.Single(values, -42.0);
    }

    [Fact]
    public void Values_that_are_not_finite_are_counted_and_get_colours_and_glyphs()
    {
        var bundle = ViewTable.Render(Samples.Maps(Samples.Broken(1, 6, 16, 16), groups: 2));
        var figure = Figure(bundle);

        Assert.Contains("3 NaN, 1 +Inf, 1 -Inf", bundle.Text.Split('\n')[0]);
        Assert.Equal(
            ["x", "triangle-up", "triangle-down", "x"],
            figure.GetProperty("data").EnumerateArray().Where(trace => trace.GetProperty("type").GetString() == "scatter").Select(
                trace => trace.GetProperty("marker").GetProperty("symbol").GetString()));
        Assert.Contains(ColorScale.NonFinite(double.NaN).ToString(), figure.GetRawText());
        string svg = OutputTests.Pictures(bundle.Html!).Single();
        Assert.Contains(">NaN 3<", svg);
        Assert.Contains(">+Inf 1<", svg);
        Assert.Contains(">-Inf 1<", svg);
    }

    [Fact]
    public void Plotly_is_given_once_a_document()
    {
        var maps = Samples.Maps(Samples.Waves(1, 1, 2, 4, 4));
        PlotlyScript.Reset();

        string first = ViewTable.Render(maps).Html!, second = ViewTable.Render(maps).Html!;
        PlotlyScript.Reset();
        string next = ViewTable.Render(maps).Html!;

        Assert.Contains("Plotly", Unzip(Packed().Match(first).Groups[1].Value));
        Assert.DoesNotMatch(Packed(), second);
        Assert.Matches(Packed(), next);
    }

    [Fact]
    public void Numbers_have_four_digits()
    {
        var trace = Heatmaps(Figure(Samples.Maps(Samples.Filled(1.23456789f, 1, 1, 2, 2))))[0];

        Assert.Equal("1.235", trace.GetProperty("z")[0][0].GetRawText());
    }

    private static JsonElement Figure(MapsResult maps) => Figure(ViewTable.Render(maps));

    private static JsonElement Figure(MimeBundle bundle) =>
        JsonDocument.Parse(Unzip(FigureElement().Match(bundle.Html!).Groups[1].Value)).RootElement;

    private static List<JsonElement> Heatmaps(JsonElement figure) =>
        [.. figure.GetProperty("data").EnumerateArray().Where(
            trace => trace.GetProperty("type").GetString() == "heatmap" && trace.TryGetProperty("hovertemplate", out _))];

    private static string Unzip(string packed)
    {
        using var zip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(zip);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<script class=\"gc-figure\"[^>]*>([^<]*)</script>")]
    private static partial Regex FigureElement();

    [GeneratedRegex("<script class=\"groupconv-plotly\"[^>]*>([^<]*)</script>")]
    private static partial Regex Packed();
}
