using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Converts an output to HTML, from its richest MIME type.</summary>
/// <param name="markdown">Converts Markdown outputs.</param>
internal sealed class OutputHtml(MarkdownHtml markdown)
{
    private static readonly string[] Images = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>Converts an output.</summary>
    /// <param name="output">The output in nbformat.</param>
    public string Of(JsonObject output) => NotebookCell.Text(output["output_type"]) switch
    {
        "stream" => Text(output["text"], NotebookCell.Text(output["name"]) == "stderr" ? "stream stderr" : "stream"),
        "error" => Error(output),
        _ when output["data"] is JsonObject data => Rich(data),
        _ => "",
    };

    private static string Text(JsonNode? text, string style) =>
        $"<pre class=\"{style}\">{AnsiText.ToHtml(NotebookCell.Text(text) ?? "")}</pre>";

    private static string Error(JsonObject output)
    {
        string traceback = output["traceback"] is JsonArray lines ? string.Join("\n", lines.Select(line => NotebookCell.Text(line))) : "";
        string name = NotebookCell.Text(output["ename"]) ?? "";
        string message = NotebookCell.Text(output["evalue"]) ?? "";
        string text = AnsiText.ToHtml(traceback.Length > 0 ? traceback : message);
        return $"<div class=\"error\" role=\"alert\"><strong>{WebUtility.HtmlEncode(name)}</strong><pre>{text}</pre></div>";
    }

    private string Rich(JsonObject data)
    {
        if (NotebookCell.Text(data["text/html"]) is { } html)
            return $"<div class=\"rich\">{html}</div>";
        if (NotebookCell.Text(data["image/svg+xml"]) is { } svg)
            return Image("image/svg+xml", Convert.ToBase64String(Encoding.UTF8.GetBytes(svg)), data);

        foreach (string type in Images)
        {
            if (NotebookCell.Text(data[type]) is { } base64)
                return Image(type, base64.ReplaceLineEndings(""), data);
        }

        return NotebookCell.Text(data["text/markdown"]) is { } text
            ? $"<div class=\"markdown\">{markdown.Render(text)}</div>"
            : Text(data["text/plain"], "plain");
    }

    private static string Image(string type, string base64, JsonObject data) =>
        $"<img src=\"data:{type};base64,{WebUtility.HtmlEncode(base64)}\" "
            + $"alt=\"{WebUtility.HtmlEncode(NotebookCell.Text(data["text/plain"]) ?? "")}\">";
}
