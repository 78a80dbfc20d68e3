using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>A part of a cell, run in order.</summary>
/// <param name="Text">A magic line; or C# with all lines before it blank, so that its line numbers are the cell's.</param>
/// <param name="IsMagic">Which of the two.</param>
/// <param name="Body">What follows a magic line that changes the language, up to the next such line; else null.</param>
internal sealed record CellPart(string Text, bool IsMagic, string? Body = null);

/// <summary>A line <c>#r "..."</c> or <c>#i "..."</c>.</summary>
/// <param name="Kind">r or i.</param>
/// <param name="Target">What stands between the quotes.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record CellReference(char Kind, string Target, int Line);

/// <summary>A cell, taken apart.</summary>
/// <param name="Parts">C# and magics in order; blank C# left out.</param>
/// <param name="References">What it refers to, wherever the lines stand.</param>
internal sealed record CellParts(IReadOnlyList<CellPart> Parts, IReadOnlyList<CellReference> References);

/// <summary>
/// Takes a cell apart into C#, magic lines and references. Roslyn's lexer finds the lines, so that what stands in a string, a raw string, a
/// comment or disabled code is not taken for one. What follows a line that changes to another language is not looked into, up to the next one.
/// </summary>
internal static class CellSplitter
{
    /// <summary>How cells are parsed.</summary>
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Takes a cell apart.</summary>
    /// <param name="cell">Its text.</param>
    public static CellParts Split(string cell)
    {
        var text = SourceText.From(cell);
        var parts = new List<CellPart>();
        var references = new List<CellReference>();
        for (var line = 0; line < text.Lines.Count;)
        {
            line = TakeCSharp(text, line, parts, references);
            while (line < text.Lines.Count && Line(text, line).Trim() is var magic && CellLanguages.OfLine(magic) is { } language && language != CellLanguages.CSharp)
            {
                var next = Enumerable.Range(line + 1, text.Lines.Count - line - 1).FirstOrDefault(i => CellLanguages.OfLine(Line(text, i)) is not null, text.Lines.Count);
                parts.Add(new CellPart(magic, IsMagic: true, string.Concat(Enumerable.Range(line + 1, next - line - 1).Select(i => FullLine(text, i)))));
                line = next;
            }
        }

        return new CellParts(parts, references);
    }

    /// <summary>Takes C# and the magics between its lines, up to a line that changes to another language.</summary>
    /// <returns>That line, or the number of lines.</returns>
    private static int TakeCSharp(SourceText text, int start, List<CellPart> parts, List<CellReference> references)
    {
        // Blank lines stand for what came before: line numbers are the cell's.
        var rest = start == 0 ? text : SourceText.From(new string('\n', start) + text.ToString(TextSpan.FromBounds(text.Lines[start].Start, text.Length)));
        var magics = new List<int>();
        var found = new SortedDictionary<int, CellReference>();
        foreach (var trivia in CSharpSyntaxTree.ParseText(rest, ParseOptions).GetRoot().DescendantTrivia(descendIntoTrivia: false).Where(t => t.IsDirective))
        {
            if (trivia.GetStructure() is not DirectiveTriviaSyntax { IsActive: true } directive)
                continue;

            var index = rest.Lines.GetLineFromPosition(trivia.SpanStart).LineNumber;
            var line = Line(rest, index).Trim();
            if (line.StartsWith("#!", StringComparison.Ordinal))
                magics.Add(index);
            else if (Reference(line, directive, index + 1) is { } reference)
                found[index] = reference;
        }

        magics.Sort();
        var end = magics.FirstOrDefault(i => CellLanguages.OfLine(Line(rest, i).Trim()) is { } language && language != CellLanguages.CSharp, rest.Lines.Count);
        references.AddRange(found.Where(r => r.Key < end).Select(r => r.Value));
        foreach (var magic in magics.Where(i => i < end).Append(end))
        {
            var code = string.Concat(Enumerable.Range(0, magic).Select(i => i < start || found.ContainsKey(i) ? "\n" : FullLine(rest, i)));
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

        // #i is no directive of C#.
        var quoted = line.Split('"');
        return quoted.Length == 3 && quoted[0].TrimEnd() == "#i" && quoted[2].Trim().Length == 0
            ? new CellReference('i', quoted[1], number)
            : null;
    }
}
