using System.Globalization;
using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Writes a notebook as one self-contained HTML page that needs no network, in a light and a dark theme.</summary>
internal static class HtmlPage
{
    /// <summary>The browser enforces it: content of the page may be used, nothing may be fetched.</summary>
    private const string Policy =
        "default-src 'none'; img-src data: blob:; media-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline' "
            + "'unsafe-eval'";

    /// <summary>Writes the page.</summary>
    /// <param name="notebook">The executed notebook.</param>
    /// <param name="name">The title of a notebook without a heading.</param>
    /// <param name="folder">The folder of images that the notebook refers to.</param>
    public static byte[] Write(NotebookFile notebook, string name, string folder)
    {
        var markdown = new MarkdownHtml(folder);
        var outputs = new OutputHtml(markdown);
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"").Append(Policy).Append("\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append("<title>").Append(WebUtility.HtmlEncode(Title(notebook) ?? name)).Append("</title>\n")
            .Append("<style>\n").Append(Style()).Append("</style>\n</head>\n<body>\n<main>\n");

        foreach (var cell in notebook.Cells)
            Append(page, cell, markdown, outputs);

        page.Append("</main>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void Append(StringBuilder page, NotebookCell cell, MarkdownHtml markdown, OutputHtml outputs)
    {
        switch (cell.Type)
        {
            case "markdown":
                page.Append("<section class=\"markdown\">\n").Append(markdown.Render(cell.Source, cell.Attachments)).Append("</section>\n");
                break;
            case "code":
                string number = cell.ExecutionCount?.ToString(CultureInfo.InvariantCulture) ?? " ";
                page.Append("<section class=\"code\">\n");
                if (!cell.Source.AsSpan().IsWhiteSpace())
                    page.Append("<div class=\"in\"><span class=\"count\" aria-hidden=\"true\">").Append(number)
                        .Append("</span><pre tabindex=\"0\"><code>").Append(Coloured(cell.Source)).Append("</code></pre></div>\n");
                foreach (var output in cell.Outputs)
                    page.Append("<div class=\"out\">").Append(outputs.Of(output)).Append("</div>\n");
                page.Append("</section>\n");
                break;
            default:
                // Raw cells are for other programs.
                break;
        }
    }

    /// <summary>Highlights a cell; if that fails, the page is still written.</summary>
    private static string Coloured(string code)
    {
        try
        {
            return CodeHtml.Of(code);
        }
        catch (Exception e)
        {
            ConsoleRedirect.Error.WriteLine($"A cell is shown without colours: {e.GetType().Name}: {e.Message}");
            return WebUtility.HtmlEncode(code);
        }
    }

    private static string? Title(NotebookFile notebook) =>
        notebook.Cells.Where(c => c.Type == "markdown")
            .SelectMany(c => c.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..]
            .Replace("`", "", StringComparison.Ordinal)
            .Trim();

    private static string Style()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
