using System.Text;
using GroupConv.Kernel.Language.Documentation;

namespace GroupConv.Kernel.Language;

/// <summary>The result of an inspection.</summary>
/// <param name="Text">As plain text.</param>
/// <param name="Markdown">As Markdown.</param>
internal sealed record Inspection(string Text, string Markdown)
{
    /// <summary>Preformatted text.</summary>
    /// <param name="text">The text.</param>
    public static Inspection Plain(string text) => new(text, $"```text\n{text}\n```");

    /// <summary>A symbol of C#.</summary>
    /// <param name="signature">Its declaration.</param>
    /// <param name="xml">Its XML documentation, or null.</param>
    /// <param name="overloads">The declarations of its overloads.</param>
    /// <param name="source">Its source in the notebook, or null.</param>
    /// <param name="remarks">Whether to show remarks.</param>
    public static Inspection OfSymbol(string signature, string? xml, IReadOnlyList<string> overloads, string? source, bool remarks) =>
        new(Write(signature, xml, overloads, source, remarks, markdown: false),
            Write(signature, xml, overloads, source, remarks, markdown: true));

    private static string Write(string signature, string? xml, IReadOnlyList<string> overloads, string? source, bool remarks, bool markdown)
    {
        var documentation = DocumentationText.Parse(xml, markdown);
        var text = new StringBuilder();
        Code(text, signature, markdown);
        Paragraph(text, documentation.Summary);
        Table(text, "Type parameters", documentation.TypeParameters, markdown);
        Table(text, "Parameters", documentation.Parameters, markdown);
        if (documentation.Returns.Length > 0)
            Paragraph(text, $"{Heading("Returns", markdown)}\n{Indent(markdown)}{documentation.Returns}");
        Table(text, "Exceptions", documentation.Exceptions, markdown);
        if (remarks && documentation.Remarks.Length > 0)
            Paragraph(text, $"{Heading("Remarks", markdown)}\n{documentation.Remarks}");
        if (overloads.Count > 0)
        {
            Paragraph(text, Heading("Overloads", markdown));
            Code(text.Append('\n'), string.Join('\n', overloads), markdown);
        }

        if (source is not null)
        {
            Paragraph(text, Heading("Source", markdown));
            Code(text.Append('\n'), source, markdown);
        }

        return text.ToString();
    }

    private static void Code(StringBuilder text, string code, bool markdown) => text.Append(markdown ? $"```csharp\n{code}\n```" : code);

    private static void Paragraph(StringBuilder text, string paragraph)
    {
        if (paragraph.Length > 0)
            text.Append("\n\n").Append(paragraph);
    }

    private static void Table(StringBuilder text, string heading, IReadOnlyList<(string Name, string Text)> rows, bool markdown)
    {
        if (rows.Count == 0)
            return;
        int width = rows.Max(r => r.Name.Length);
        var lines = rows.Select(r => markdown
            ? $"- `{r.Name}`: {r.Text}"
            : $"  {r.Name.PadRight(width)}  {r.Text.ReplaceLineEndings(" ")}");
        Paragraph(text, $"{Heading(heading, markdown)}\n{(markdown ? "\n" : "")}{string.Join('\n', lines)}");
    }

    private static string Heading(string text, bool markdown) => markdown ? $"**{text}**" : text;

    private static string Indent(bool markdown) => markdown ? "\n" : "  ";
}
