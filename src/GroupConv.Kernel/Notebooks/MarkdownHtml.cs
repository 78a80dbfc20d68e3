using System.Net;
using System.Text.Json.Nodes;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GroupConv.Kernel.Notebooks;

/// <summary>
/// Converts Markdown to HTML that loads and runs nothing: raw HTML is escaped, links go to http, https or mailto only, and images must be
/// files beside the notebook or attachments, which are embedded.
/// </summary>
/// <param name="folder">The notebook's folder.</param>
internal sealed class MarkdownHtml(string folder)
{
    private const long LargestImage = 20 * 1024 * 1024;

    private static readonly Dictionary<string, string> ImageTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".svg"] = "image/svg+xml",
        [".webp"] = "image/webp",
    };

    private static readonly string[] SafeSchemes = ["http", "https", "mailto"];

    // Not the advanced extensions: generic attributes would allow event handlers.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseFootnotes()
        .UseAutoLinks()
        .UseAutoIdentifiers()
        .DisableHtml()
        .Build();

    /// <summary>Renders a cell.</summary>
    /// <param name="markdown">Its text.</param>
    /// <param name="attachments">The attachments of the cell: name to MIME type to base64.</param>
    public string Render(string markdown, JsonObject? attachments = null)
    {
        try
        {
            var document = Markdown.Parse(markdown, Pipeline);
            foreach (var link in document.Descendants<LinkInline>().ToList())
                Secure(link, attachments);
            foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsSafe(l.Url)).ToList())
                link.ReplaceBy(new LiteralInline(link.Url));
            return document.ToHtml(Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig throws for Markdown that nests thousands of levels deep.
            return $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>";
        }
    }

    private void Secure(LinkInline link, JsonObject? attachments)
    {
        if (!link.IsImage)
        {
            if (!IsSafe(link.Url))
                link.Url = "#";
            return;
        }

        if (Picture(link.Url, attachments) is { } data)
        {
            link.Url = data;
            return;
        }

        // A remote image becomes a link, a missing one its alternative text.
        link.IsImage = false;
        if (!IsSafe(link.Url) || IsRelative(link.Url!))
            link.Url = "#";
        if (link.FirstChild is null)
            link.AppendChild(new LiteralInline("picture"));
        link.GetAttributes().AddClass("missing-picture");
    }

    private static bool IsSafe(string? url) =>
        url is not null
        && (url.StartsWith('#') || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && SafeSchemes.Contains(uri.Scheme))
            || IsRelative(url));

    /// <summary>A colon before the first slash would be a scheme.</summary>
    private static bool IsRelative(string url) =>
        Uri.TryCreate(url, UriKind.Relative, out _) && !url.StartsWith("//", StringComparison.Ordinal)
        && !url.Split('/')[0].Contains(':', StringComparison.Ordinal) && !url.Any(char.IsControl);

    private string? Picture(string? url, JsonObject? attachments)
    {
        if (url is null)
            return null;

        if (url.StartsWith("attachment:", StringComparison.Ordinal))
            return Attachment(attachments?[Uri.UnescapeDataString(url["attachment:".Length..])] as JsonObject);
        if (url.StartsWith("data:image/", StringComparison.Ordinal))
            return url;

        return IsRelative(url) ? FileBeside(Uri.UnescapeDataString(url)) : null;
    }

    private static string? Attachment(JsonObject? attachment)
    {
        foreach (var (type, data) in attachment ?? [])
        {
            if (ImageTypes.ContainsValue(type) && NotebookCell.Text(data) is { } base64)
                return $"data:{type};base64,{base64.ReplaceLineEndings("")}";
        }

        return null;
    }

    private string? FileBeside(string relative)
    {
        string root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        try
        {
            string path = Path.GetFullPath(Path.Combine(root, relative));
            if (!path.StartsWith(root, StringComparison.Ordinal) || !ImageTypes.TryGetValue(Path.GetExtension(path), out string? type))
                return null;

            var file = new FileInfo(path);
            return file.Exists && file.Length <= LargestImage
                ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
