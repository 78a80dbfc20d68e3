using AngleSharp.Html.Parser;

namespace GroupConv.Polyglot.Tests;

public sealed class FormatterTests(PolyglotNotebook notebook)
{
    [Fact]
    public async Task A_result_is_html_and_text_whose_first_line_stands_alone()
    {
        var shown = (await notebook.RunWithoutError("new Conv2d(64, 128, 3, padding: 1, groups: 4)")).Shown[^1];

        Assert.Equal(["text/html", "text/plain"], shown.Keys.Order());
        Assert.StartsWith("Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3]", shown["text/plain"]);
    }

    [Fact]
    public async Task Maps_are_html_with_live_charts_and_a_png_and_text()
    {
        await notebook.RunWithoutError("var shownMaps = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 9, 16, 16]);");
        var shown = (await notebook.RunWithoutError("#!groupconv maps shownMaps")).Shown[^1];

        Assert.Equal(["image/png", "text/html", "text/plain"], shown.Keys.Order());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], Convert.FromBase64String(shown["image/png"])[..4]);
        Assert.StartsWith("maps shownMaps [1, 9, 16, 16]", shown["text/plain"]);
        var page = new HtmlParser().ParseDocument(shown["text/html"]);
        Assert.NotEmpty(page.QuerySelectorAll("img[src^='data:image/']"));
        Assert.NotEmpty(page.QuerySelectorAll("script.gc-heatmap"));
    }

    [Fact]
    public async Task A_display_call_shows_what_a_cell_returns()
    {
        await notebook.RunWithoutError("var once = System.Numerics.Tensors.Tensor.CreateFromShape<float>([2, 3]);");
        var displayed = (await notebook.RunWithoutError("display(once);")).Shown[^1];
        Assert.Equal((await notebook.RunWithoutError("once")).Shown[^1]["text/plain"], displayed["text/plain"]);
        Assert.StartsWith("Tensor<float> [2, 3]", displayed["text/plain"]);
    }
}
