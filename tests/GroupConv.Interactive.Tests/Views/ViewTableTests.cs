using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Views;

public sealed class ViewTableTests
{
    [Fact]
    public void Every_result_has_a_view()
    {
        var results = typeof(MimeBundle).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(MimeBundle).Namespace && type.Name.EndsWith("Result", StringComparison.Ordinal));

        Assert.All(results, result => Assert.Contains(result, ViewTable.Types));
        Assert.Contains(typeof(Tensor<float>), ViewTable.Types);
        Assert.Equal(ViewTable.Types.Count, ViewTable.Types.Distinct().Count());
    }

    [Fact]
    public void A_value_without_a_view_is_its_text() => Assert.Equal("42", ViewTable.Render(42).Text);

    [Fact]
    public void Summary_of_a_layer_says_what_its_groups_do()
    {
        string text = ViewTable.Render(Samples.Explain(Samples.Grouped)).Text;

        Assert.StartsWith(
            "Conv2d 64→128 k3 p1 g4 · weight [128, 16, 3, 3] · 16→32 channels a group · 18.6k parameters · 57.8M MACs\n", text);
        Assert.Contains("⌊(56 + 1 + 1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 56", text);
        Assert.Contains("128 · 64/4 · 3 · 3 + 128 = 18,560", text);
        Assert.Contains("1 · 56 · 56 · 128 · 64/4 · 3 · 3 = 57,802,752", text);
        Assert.Contains("in 48–63", text);
        Assert.Contains("4 ◀", text);
    }

    [Fact]
    public void An_error_says_what_is_valid_and_how_to_mend_it()
    {
        var error = Samples.Error(() => ConvSpec.Conv2d(64, 128, 3, groups: 5));
        var bundle = ViewTable.Render(error);

        Assert.Contains("64/5 = 12.8", bundle.Text);
        Assert.Contains("1, 2, 4, 8, 16, 32, 64", bundle.Text);
        Assert.Contains("Try: groups: 4", bundle.Text);
        Assert.Contains("<code>groups: 4</code>", bundle.Html);
        Assert.DoesNotContain("   at ", bundle.Text);
    }

    [Theory]
    [InlineData(512, 512, false, 64)]
    [InlineData(16, 32, false, 16)]
    [InlineData(512, 512, true, 100)]
    public void Wiring_shows_many_groups_and_says_how_many(int channels, int groups, bool all, int atLeast)
    {
        var (svg, shown, _) = WiringDiagram.Draw(ConvSpec.Conv2d(channels * groups, channels * groups, 1, groups: groups), all);

        Assert.InRange(shown, Math.Min(atLeast, groups), groups);
        Assert.Equal(shown, svg.ToString().Split("class=\"gc-lane\"").Length - 1);
        if (shown < groups)
            Assert.Contains($"⋯ {groups - shown} groups more ⋯", svg.ToString());
        Assert.Contains($"group {groups - 1} · ", svg.ToString());
    }

    [Theory]
    [InlineData(4, ">group 3 · filter 3<")]
    [InlineData(40, ">group 3 · filter 3<")]
    public void Wiring_of_a_group_with_one_output_speaks_of_a_filter(int channels, string label) =>
        Assert.Contains(label, WiringDiagram.Draw(ConvSpec.Conv2d(channels, channels, 3, groups: channels), all: false).Svg.ToString());

    /// <summary>--all draws each channel, as far as an output holds them, and the text names each.</summary>
    [Theory]
    [InlineData(64, 128, 4, true)]
    [InlineData(48, 64, 1, true)]
    [InlineData(512, 512, 16, false)]
    [InlineData(2048, 2048, 1, false)]
    public void Wiring_of_all_draws_each_channel(int inChannels, int outChannels, int groups, bool isEach)
    {
        var spec = ConvSpec.Conv2d(inChannels, outChannels, 1, groups: groups);
        var (few, _, isBundled) = WiringDiagram.Draw(spec, all: false);
        var (svg, shown, isStillBundled) = WiringDiagram.Draw(spec, all: true);

        Assert.True(isBundled);
        Assert.NotEqual(few, svg);
        Assert.Equal((groups, !isEach), (shown, isStillBundled));
        if (isEach)
        {
            Assert.All(Enumerable.Range(0, inChannels), channel => Assert.Contains($">in {channel}<", svg.ToString()));
            Assert.All(Enumerable.Range(0, outChannels), channel => Assert.Contains($">out {channel}<", svg.ToString()));
        }

        string html = ViewTable.Render(new WiringResult(spec, All: true)).Html!;
        Assert.Equal(!isEach, html.Contains("in bundles, as many as an output holds", StringComparison.Ordinal));
        Assert.Contains("the verb wiring with --all shows each", ViewTable.Render(new WiringResult(spec)).Html);
        string last = $"out {outChannels - 1}";
        Assert.Contains(last, ViewTable.Render(new WiringResult(spec, All: true)).Text);
        Assert.InRange(svg.ToString().Length, 1, 150_000);
    }

    [Fact]
    public void Wiring_draws_each_channel_of_a_small_layer()
    {
        string svg = WiringDiagram.Draw(ConvSpec.Conv2d(3, 9, 3, groups: 3), all: false).Svg.ToString();

        Assert.All(Enumerable.Range(0, 3), channel => Assert.Contains($">in {channel}<", svg));
        Assert.All(Enumerable.Range(0, 9), channel => Assert.Contains($">out {channel}<", svg));
        Assert.Contains(">group 1 · filters 3–5<", svg);
        Assert.Contains("group 2: in 2 → out 6–8", svg);
    }
}
