using System.Text;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>A page of every view, for eyes; what can be asserted of it is asserted.</summary>
[Collection(nameof(PlotlyScript))]
public sealed class Gallery
{
    private const string Light = "body{background:#fff;color:#1f2328}";
    private const string Dark = ":root{color-scheme:dark;--jp-content-font-color1:rgba(255,255,255,.9);--jp-content-font-color2:rgba(255,255,255,.7);--jp-border-color2:#555}body{background:#111;color:#fff}";

    [Fact]
    public void Pages_of_all_views_are_written_and_hold_plotly_once()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "gallery");
        Directory.CreateDirectory(folder);
        PlotlyScript.Reset();
        string body = Body(folder);
        Assert.Equal(1, body.Split("class=\"groupconv-plotly\"").Length - 1);
        // Without scripts is how viewers of untrusted notebooks show a page.
        const string NoScripts = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'none'\">";
        foreach (var (name, style, policy) in new[] { ("light", Light, ""), ("dark", Dark, ""), ("still", Light, NoScripts),
            ("still-dark", Dark, NoScripts) })
        {
            string head = $"<!doctype html><html><head><meta charset=\"utf-8\">{policy}<style>{style} body{{font-family:sans-serif;margin:24px}} hr{{opacity:.2;margin:24px 0}}</style></head>";
            File.WriteAllText(Path.Combine(folder, name + ".html"), $"{head}<body>{body}</body></html>");
        }
    }

    private static string Body(string folder)
    {
        var body = new StringBuilder();
        foreach (var (name, value) in Samples.All)
        {
            var bundle = ViewTable.Render(value);
            if (bundle.Png is { } png)
                File.WriteAllBytes(Path.Combine(folder, string.Concat(name.Where(char.IsLetterOrDigit)) + ".png"), png.Span);
            body.Append($"<hr><p style=\"opacity:.5\">{Markup.Of($"{name}")}</p>").Append(
                bundle.Html ?? Markup.Of($"<pre>{bundle.Text}</pre>").ToString());
        }

        return body.ToString();
    }
}
