using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using GroupConv.Kernel.Notebooks;

namespace GroupConv.Kernel.Tests;

public sealed class HtmlPageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Markdown_runs_nothing_and_loads_nothing()
    {
        _folder.Write("picture.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        var page = Page(Markdown(
            "# A `title` & more\n<script>alert(1)</script> <img src=https://example.org/a.png "
                + "onerror=alert(2)>\n\n![beside](picture.svg) ![web](https://example.org/b.png) ![up](../../etc/passwd.png)\n\n"
            + "[good](https://example.org/) [bad](javascript:alert(1)) [worse](JaVa\tscript:alert(1)) [data](data:text/html,x) "
                + "<javascript:alert(3)> [x](//example.org)\n\n{onclick=alert(1)}\n\n[ref]\n\n[ref]: vbscript:x"));

        Assert.Equal("A title & more", page.Title);
        Assert.Empty(page.Scripts);
        Assert.All(page.All.SelectMany(e => e.Attributes), a => Assert.False(a.Name.StartsWith("on", StringComparison.Ordinal), a.Name));
        Assert.StartsWith("data:image/svg+xml;base64,", Assert.Single(page.Images).GetAttribute("src"), StringComparison.Ordinal);
        Assert.All(page.Links.Select(l => l.GetAttribute("href")!), href =>
            Assert.True(href.StartsWith("https://example.org/", StringComparison.Ordinal) || href == "#", href));
        Assert.Equal(2, page.Links.Count(l => l.ClassList.Contains("missing-picture")));
    }

    [Fact]
    public void The_page_names_no_file_and_no_network()
    {
        var page = Page(Markdown("# x\n![a](https://example.org/a.png)"), Code("1", Output("text/html", "<b>bold</b>")));
        Assert.Empty(page.QuerySelectorAll("link, iframe, object, embed, script[src], img[src^=http], source, video, audio"));
        Assert.DoesNotContain("url(", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        string policy = page.QuerySelector("meta[http-equiv]")!.GetAttribute("content")!;
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_coloured_and_its_text_is_whole()
    {
        const string code = "#!groupconv explain \"<x>\"\n// comment & more\nvar s = $\"\"\"\n  a{1}b\n  \"\"\";\nConsole.WriteLine('c' "
            + "+ s + 0x1F); /* */\nbroken ( \"";
        var element = Page(Code(code)).QuerySelector("code")!;
        Assert.Equal(code, element.TextContent);
        Assert.Equal("#!groupconv explain \"<x>\"", element.QuerySelector(".m")!.TextContent);
        Assert.Equal("// comment & more", element.QuerySelector(".c")!.TextContent);
        Assert.Equal("var", element.QuerySelector(".k")!.TextContent);
        Assert.Equal("0x1F", element.QuerySelectorAll(".n")[1].TextContent);
        Assert.Equal("WriteLine", element.QuerySelector(".f")!.TextContent);
        Assert.Equal("Console", element.QuerySelector(".t")!.TextContent);
    }

    [Theory]
    [InlineData("#!html\n<style>.a { color: red }</style>")]
    [InlineData("var x = .Foo;")]
    [InlineData("x + .Length")]
    [InlineData("#!pwsh\nrm ~/.nuget/packages -Force")]
    [InlineData("#!pwsh rm ~/.nuget/packages -Force")]
    public void What_is_no_csharp_is_shown_whole(string code) =>
        Assert.Equal(code, Page(Code(code)).QuerySelector("code")!.TextContent);

    [Fact]
    public void A_piece_of_code_cut_anywhere_is_coloured_and_whole()
    {
        const string code = "var s = $@\"a{x.Y:D3}\"; foreach (var (a, b) in new[] { (1, 2) }) A.B<int[]>.C?.D(ref a, 'x', 0x1Fu);\n#if "
            + "X\n#r \"a\"\n#!time\n"
            + "/* c */ class G<T> where T : new() { } \"\"\"\nraw\n\"\"\"";
        for (int start = 0; start < code.Length; start += 3)
        {
            for (int end = start; end <= code.Length; end += 7)
                Assert.Equal(code[start..end],
                    WebUtility.HtmlDecode(Regex.Replace(CodeHtml.Of(code[start..end]), "<span class=\"[a-z]\">|</span>", "")));
        }
    }

    [Fact]
    public void Outputs_are_shown_in_their_richest_form_and_in_order()
    {
        var page = Page(Code(
            "1",
            new JsonObject
            {
                ["output_type"] = "stream",
                ["name"] = "stderr",
                ["text"] = new JsonArray("a <b>\n", "\u001b[31mred\u001b[0m\u001b[2K!")
            },
            Output("text/html", "<b>html</b>"),
            Output("image/png", "AAAA"),
            Output("text/plain", "1 < 2"),
            new JsonObject
            {
                ["output_type"] = "error",
                ["ename"] = "E",
                ["evalue"] = "v",
                ["traceback"] = new JsonArray("line 1", "line <2>")
            }));
        var outputs = page.QuerySelectorAll(".out");
        Assert.Equal("a <b>\nred!", outputs[0].TextContent);
        Assert.Equal("red", outputs[0].QuerySelector(".ansi-1")!.TextContent);
        Assert.Equal("html", outputs[1].QuerySelector("b")!.TextContent);
        Assert.Equal("data:image/png;base64,AAAA", outputs[2].QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal("1 < 2", outputs[3].TextContent);
        Assert.Equal("line 1\nline <2>", outputs[4].QuerySelector("pre")!.TextContent);
    }

    [Fact]
    public void Hostile_markdown_still_makes_a_page()
    {
        string deep = string.Concat(Enumerable.Repeat("> ", 20_000)) + "x";
        Assert.Contains("x", Page(Markdown(deep), Markdown(new string('[', 50_000))).Body!.TextContent, StringComparison.Ordinal);
    }

    private static JsonObject Markdown(string text) => new() { ["cell_type"] = "markdown", ["source"] = text };

    private static JsonObject Code(string text, params JsonObject[] outputs) =>
        new() { ["cell_type"] = "code", ["source"] = text, ["execution_count"] = 1, ["outputs"] = new JsonArray([.. outputs]) };

    private static JsonObject Output(string mime, string data) =>
        new()
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { [mime] = data, ["text/plain"] = mime == "text/plain" ? data : "text" }
        };

    private IHtmlDocument Page(params JsonObject[] cells)
    {
        var notebook = NotebookFile.Parse(
            new JsonObject { ["nbformat"] = 4, ["cells"] = new JsonArray([.. cells]) }.ToJsonString(), "test.ipynb");
        return new HtmlParser().ParseDocument(Encoding.UTF8.GetString(HtmlPage.Write(notebook, "test", _folder.Path)));
    }
}
