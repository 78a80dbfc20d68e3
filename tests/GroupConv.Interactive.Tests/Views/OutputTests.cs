using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>What holds for every output of every view: the samples are the test.</summary>
[Collection(nameof(PlotlyScript))]
public sealed partial class OutputTests
{
    private const int Budget = 600_000;

    public static TheoryData<string> Names { get; } = [.. Samples.All.Select(sample => sample.Name)];

    [Theory, MemberData(nameof(Names))]
    public void First_line_stands_alone(string name)
    {
        var bundle = Render(name);

        string first = bundle.Text.Split('\n')[0];
        Assert.InRange(first.Trim().Length, 1, Lines.FirstLineLimit);
        Assert.DoesNotContain("\r", bundle.Text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Output_keeps_its_budget_and_needs_no_network(string name)
    {
        var bundle = Render(name);
        string html = WithoutPlotly(bundle.Html ?? "");

        int bytes = Encoding.UTF8.GetByteCount(html) + Encoding.UTF8.GetByteCount(bundle.Text) + (bundle.Png?.Length ?? 0) * 4 / 3;
        Assert.InRange(bytes, 1, Budget);
        Assert.DoesNotMatch(
            Url(), (html + Pictures(html).Aggregate("", (all, svg) => all + svg)).Replace("http://www.w3.org/2000/svg", ""));
    }

    [Theory, MemberData(nameof(Names))]
    public void Html_is_whole_and_runs_nothing_but_our_script(string name)
    {
        if (Render(name).Html is not { } html)
            return;
        var page = new HtmlParser().ParseDocument(html);

        var root = Assert.Single(page.Body!.Children);
        Assert.Equal("groupconv", root.ClassName);
        Assert.Equal(html.Length, root.OuterHtml.Length, html.Length / 50.0 + 200);
        Assert.All(
            root.QuerySelectorAll("*"),
            element => Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)));
        Assert.Empty(root.QuerySelectorAll("img[src=x], iframe, object, link"));
        foreach (var script in root.QuerySelectorAll("script:not([type])"))
            Assert.EndsWith($"(\"{root.Id}\");", script.TextContent);
        foreach (var image in root.QuerySelectorAll("img"))
            Assert.NotEqual("", image.GetAttribute("alt"));
        Assert.Empty(root.QuerySelectorAll("[id]"));
    }

    [Theory, MemberData(nameof(Names))]
    public void Words_stay_apart_and_lines_together(string name)
    {
        var bundle = Render(name);
        Assert.DoesNotContain("\n\n\n", bundle.Text);

        // Notebooks that are not trusted lose our style sheet, which sets a number and its name below each other.
        var page = new HtmlParser().ParseDocument(bundle.Html ?? "");
        Assert.All(page.QuerySelectorAll(".gc-fact"), fact => Assert.Matches(@"\S \S", fact.TextContent));
        Assert.All(page.QuerySelectorAll(".gc-fact b"), number => Assert.StartsWith(" ", number.NextSibling!.TextContent));
    }

    [Theory, MemberData(nameof(Names))]
    public void Pictures_are_well_formed_with_a_ground_of_their_own(string name)
    {
        foreach (string svg in Pictures(Render(name).Html ?? ""))
        {
            var root = XDocument.Parse(svg).Root!;

            Assert.Equal("svg", root.Name.LocalName);
            Assert.Equal("gc-ground", root.Elements().First().Attribute("class")?.Value);
            Assert.DoesNotContain(
                root.Descendants(), element => element.Name.LocalName is "script" or "style" || element.Attribute("id") is not null);
            double height = double.Parse(root.Attribute("height")!.Value, CultureInfo.InvariantCulture);
            Assert.All(
                root.Descendants().Select(element => element.Attribute("y")).OfType<XAttribute>(),
                y => Assert.InRange(double.Parse(y.Value, CultureInfo.InvariantCulture), 0, height));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void German_culture_gives_the_same_bytes(string name)
    {
        var here = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var expected = RenderAnew(name);
            _ = (expected.Html, expected.Png);
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var actual = RenderAnew(name);

            Assert.Equal(expected.Text, actual.Text);
            Assert.Equal(Anonymous(expected.Html), Anonymous(actual.Html));
            Assert.Equal(expected.Png?.ToArray(), actual.Png?.ToArray());
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [Fact]
    public void Ids_are_unique()
    {
        var spec = Samples.Grouped;
        string[] ids = [.. Enumerable.Range(0, 20).Select(_ => Id().Match(ViewTable.Render(spec).Html!).Value)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    /// <summary>The SVG documents of an output.</summary>
    internal static IEnumerable<string> Pictures(string html) =>
        Picture().Matches(html).Select(match => Encoding.UTF8.GetString(Convert.FromBase64String(match.Groups[1].Value)));

    internal static string WithoutPlotly(string html) => Plotly().Replace(html, "");

    private static readonly ConcurrentDictionary<string, MimeBundle> _rendered = new();

    private static MimeBundle Render(string name) => _rendered.GetOrAdd(name, RenderAnew);

    private static MimeBundle RenderAnew(string name) => ViewTable.Render(Samples.All.Single(sample => sample.Name == name).Value);

    private static string Anonymous(string? html) => Id().Replace(WithoutPlotly(html ?? ""), "id");

    [GeneratedRegex("gc-[0-9a-f]{32}")]
    private static partial Regex Id();

    [GeneratedRegex("https?://|src=\"//", RegexOptions.IgnoreCase)]
    private static partial Regex Url();

    [GeneratedRegex("data:image/svg\\+xml;base64,([^\"]*)")]
    private static partial Regex Picture();

    [GeneratedRegex("<script class=\"groupconv-plotly\".*?</script>", RegexOptions.Singleline)]
    private static partial Regex Plotly();
}
