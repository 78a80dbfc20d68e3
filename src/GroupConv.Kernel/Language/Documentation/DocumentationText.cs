using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>XML documentation of a symbol, as text.</summary>
/// <param name="Summary">The summary.</param>
/// <param name="TypeParameters">Names and descriptions.</param>
/// <param name="Parameters">Names and descriptions.</param>
/// <param name="Returns">The return value.</param>
/// <param name="Exceptions">Types and conditions.</param>
/// <param name="Remarks">The remarks.</param>
internal sealed partial record DocumentationText(
    string Summary,
    IReadOnlyList<(string Name, string Text)> TypeParameters,
    IReadOnlyList<(string Name, string Text)> Parameters,
    string Returns,
    IReadOnlyList<(string Name, string Text)> Exceptions,
    string Remarks)
{
    /// <summary>No documentation.</summary>
    public static DocumentationText None { get; } = new("", [], [], "", [], "");

    /// <summary>Parses XML documentation. Malformed XML counts as none.</summary>
    /// <param name="xml">An element with <c>summary</c>, <c>param</c>, ... in it.</param>
    /// <param name="markdown">Whether to mark code with backticks.</param>
    public static DocumentationText Parse(string? xml, bool markdown)
    {
        if (string.IsNullOrWhiteSpace(xml))
            return None;

        try
        {
            var root = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
            return new DocumentationText(
                Text(root.Element("summary"), markdown),
                Named(root, "typeparam", markdown),
                Named(root, "param", markdown),
                Text(root.Element("returns") ?? root.Element("value"), markdown),
                [.. root.Elements("exception").Select(e => (Short((string?)e.Attribute("cref") ?? ""), Text(e, markdown)))],
                Text(root.Element("remarks"), markdown));
        }
        catch (XmlException)
        {
            return None;
        }
    }

    /// <summary>The short name of a cref: <c>M:System.String.Format(System.String)</c> becomes <c>String.Format</c>.</summary>
    internal static string Short(string cref)
    {
        bool member = cref.Length > 1 && cref[1] == ':' && cref[0] is not ('T' or 'N');
        string name = Arity().Replace(cref[(cref.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('(')[0], "");
        string[] parts = name.Replace(".#ctor", "", StringComparison.Ordinal).Split('.');
        return string.Join('.', parts.TakeLast(member && !name.EndsWith("#ctor", StringComparison.Ordinal) ? 2 : 1));
    }

    private static List<(string Name, string Text)> Named(XElement root, string element, bool markdown) =>
        [.. root.Elements(element).Select(e => ((string?)e.Attribute("name") ?? "", Text(e, markdown)))];

    private static string Text(XElement? element, bool markdown)
    {
        if (element is null)
            return "";

        var text = new StringBuilder();
        Append(text, element, markdown);
        var lines = text.ToString().Split('\n').Select(l => Spaces().Replace(l, " ").Trim());
        return BlankLines().Replace(string.Join('\n', lines), "\n\n").Trim();
    }

    private static void Append(StringBuilder text, XElement element, bool markdown)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    // A line break in the XML is a space in the text.
                    text.Append(words.Value.ReplaceLineEndings(" "));
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference:
                    text.Append(Reference(reference, markdown));
                    break;
                case XElement { Name.LocalName: "c" } code:
                    text.Append(Code(code.Value, markdown));
                    break;
                case XElement { Name.LocalName: "code" } code:
                    text.Append("\n\n").Append(code.Value.Trim()).Append("\n\n");
                    break;
                case XElement { Name.LocalName: "br" }:
                    text.Append('\n');
                    break;
                case XElement { Name.LocalName: "para" } paragraph:
                    text.Append("\n\n");
                    Append(text, paragraph, markdown);
                    text.Append("\n\n");
                    break;
                case XElement { Name.LocalName: "item" } item:
                    text.Append("\n- ");
                    Append(text, item, markdown);
                    break;
                case XElement other:
                    Append(text, other, markdown);
                    break;
            }
        }
    }

    private static string Reference(XElement element, bool markdown)
    {
        if (element.Value.Length > 0)
            return element.Value;
        string? target = (string?)element.Attribute("langword") ?? (string?)element.Attribute("name") ?? (string?)element.Attribute("href");
        return Code(target ?? Short((string?)element.Attribute("cref") ?? ""), markdown);
    }

    private static string Code(string text, bool markdown) => markdown && text.Length > 0 ? $"`{text}`" : text;

    [GeneratedRegex("`+[0-9]+|\\{[^}]*\\}")]
    private static partial Regex Arity();

    [GeneratedRegex("[ \t]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("\n{3,}")]
    private static partial Regex BlankLines();
}
