using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>A part of a cell.</summary>
/// <param name="Text">A magic line, or C# preceded by one blank line per earlier line, so that line numbers are those of the cell.</param>
/// <param name="IsMagic">Whether it is a magic line.</param>
/// <param name="Body">The text after a line that switches the language, up to the next such line; otherwise null.</param>
internal sealed record CellPart(string Text, bool IsMagic, string? Body = null);

/// <summary>A line <c>#r "..."</c> or <c>#i "..."</c>.</summary>
/// <param name="Kind">r or i.</param>
/// <param name="Target">The text between the quotes.</param>
/// <param name="Line">The line number, from 1.</param>
internal sealed record CellReference(char Kind, string Target, int Line);

/// <summary>A split cell.</summary>
/// <param name="Parts">C# and magics in order, without blank C#.</param>
/// <param name="References">The references, wherever they stand in the cell.</param>
internal sealed record CellParts(IReadOnlyList<CellPart> Parts, IReadOnlyList<CellReference> References);

/// <summary>
/// Splits a cell into C#, magic lines and references. Roslyn's lexer finds the lines, so that one inside a string, a raw string, a comment
/// or disabled code is not taken for a magic. Text in another language is not parsed.
/// </summary>
internal static partial class CellSplitter
{
    // The apostrophe and what word processors make of quotes.
    private const string Quotes = @"'\u2018\u2019\u201C\u201D";

    /// <summary>The parse options of cells.</summary>
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Splits a cell.</summary>
    /// <param name="cell">Its text.</param>
    public static CellParts Split(string cell)
    {
        var text = SourceText.From(cell);
        var parts = new List<CellPart>();
        var references = new List<CellReference>();
        for (int line = 0; line < text.Lines.Count;)
        {
            line = TakeCSharp(text, line, parts, references);
            while (line < text.Lines.Count && Line(text, line).Trim() is var magic && CellLanguages.OfLine(magic) is { } language
                && language != CellLanguages.CSharp)
            {
                int next = Enumerable.Range(line + 1, text.Lines.Count - line - 1)
                    .FirstOrDefault(i => CellLanguages.OfLine(Line(text, i)) is not null, text.Lines.Count);
                parts.Add(new CellPart(magic, IsMagic: true,
                    string.Concat(Enumerable.Range(line + 1, next - line - 1).Select(i => FullLine(text, i)))));
                line = next;
            }
        }

        return new CellParts(parts, references);
    }

    /// <summary>Splits C# and the magics in it, up to a line that switches to another language.</summary>
    /// <returns>The index of that line, or the number of lines.</returns>
    private static int TakeCSharp(SourceText text, int start, List<CellPart> parts, List<CellReference> references)
    {
        // Blank lines replace the text before, so that line numbers are those of the cell.
        var rest = start == 0 ? text : SourceText.From(
            new string('\n', start) + text.ToString(TextSpan.FromBounds(text.Lines[start].Start, text.Length)));
        var magics = new List<int>();
        var found = new SortedDictionary<int, CellReference>();
        foreach (var trivia in CSharpSyntaxTree.ParseText(rest, ParseOptions).GetRoot().DescendantTrivia(descendIntoTrivia: false)
            .Where(t => t.IsDirective))
        {
            if (trivia.GetStructure() is not DirectiveTriviaSyntax { IsActive: true } directive)
                continue;

            int index = rest.Lines.GetLineFromPosition(trivia.SpanStart).LineNumber;
            string line = Line(rest, index).Trim();
            if (line.StartsWith("#!", StringComparison.Ordinal))
                magics.Add(index);
            else if (Reference(line, directive, index + 1) is { } reference)
                found[index] = reference;
        }

        magics.Sort();
        int end = magics.FirstOrDefault(
            i => CellLanguages.OfLine(Line(rest, i).Trim()) is { } language && language != CellLanguages.CSharp, rest.Lines.Count);
        references.AddRange(found.Where(r => r.Key < end).Select(r => r.Value));
        foreach (int magic in magics.Where(i => i < end).Append(end))
        {
            string code = string.Concat(Enumerable.Range(0, magic)
                .Select(i => i < start || found.ContainsKey(i) ? "\n" : FullLine(rest, i)));
            if (HasCode(code))
                parts.Add(new CellPart(code, IsMagic: false));
            if (magic < end)
                parts.Add(new CellPart(Line(rest, magic).Trim(), IsMagic: true));
            start = magic + 1;
        }

        return end;
    }

    private static string Line(SourceText text, int index) => text.Lines[index].ToString();

    private static string FullLine(SourceText text, int index) => text.ToString(text.Lines[index].SpanIncludingLineBreak);

    private static bool HasCode(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, ParseOptions).GetCompilationUnitRoot();
        return root.Members.Count > 0 || root.Usings.Count > 0 || root.Externs.Count > 0 || root.AttributeLists.Count > 0
            || root.GetFirstDirective(d => d is LoadDirectiveTriviaSyntax) is not null
            || root.ContainsDiagnostics;
    }

    private static CellReference? Reference(string line, DirectiveTriviaSyntax directive, int number)
    {
        if (directive is ReferenceDirectiveTriviaSyntax { File.ValueText: { Length: > 0 } file })
            return new CellReference('r', file, number);

        // #i is not a directive of C#.
        string[] quoted = line.Split('"');
        if (quoted.Length == 3 && quoted[0].TrimEnd() == "#i" && quoted[2].Trim().Length == 0)
            return new CellReference('i', quoted[1], number);

        var unquoted = Unquoted().Match(line);
        return unquoted.Success ? new CellReference(unquoted.Groups["kind"].Value[0], unquoted.Groups["target"].Value, number) : null;
    }

    /// <summary>A package or a source without quotes, or in others than C#'s.</summary>
    [GeneratedRegex(
        $@"\A#\s*(?<kind>[ri])\s*[{Quotes}]?(?<target>nuget:[^""{Quotes}]*?)[{Quotes}]?\s*(?:;|\s//.*)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex Unquoted();
}
