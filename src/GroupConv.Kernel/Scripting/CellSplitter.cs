using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>A part of a cell, run in order.</summary>
/// <param name="Text">A magic line; or C# with all lines before it blank, so that its line numbers are the cell's.</param>
/// <param name="IsMagic">Which of the two.</param>
internal sealed record CellPart(string Text, bool IsMagic);

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
/// comment or disabled code is not taken for one.
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
        var root = CSharpSyntaxTree.ParseText(text, ParseOptions).GetRoot();
        var magics = new List<int>();
        var references = new SortedDictionary<int, CellReference>();

        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false).Where(t => t.IsDirective))
        {
            if (trivia.GetStructure() is not DirectiveTriviaSyntax { IsActive: true } directive)
                continue;

            var index = text.Lines.GetLineFromPosition(trivia.SpanStart).LineNumber;
            var line = text.Lines[index].ToString().Trim();
            if (line.StartsWith("#!", StringComparison.Ordinal))
                magics.Add(index);
            else if (Reference(line, directive, index + 1) is { } reference)
                references[index] = reference;
        }

        magics.Sort();
        return new CellParts(Parts(text, magics, [.. references.Keys]), [.. references.Values]);
    }

    private static List<CellPart> Parts(SourceText text, List<int> magics, HashSet<int> references)
    {
        var parts = new List<CellPart>();
        var start = 0;
        foreach (var magic in magics.Append(text.Lines.Count))
        {
            var code = string.Concat(Enumerable.Range(0, magic).Select(i =>
                i < start || references.Contains(i) ? "\n" : text.ToString(text.Lines[i].SpanIncludingLineBreak)));
            if (HasCode(code))
                parts.Add(new CellPart(code, IsMagic: false));
            if (magic < text.Lines.Count)
                parts.Add(new CellPart(text.Lines[magic].ToString().Trim(), IsMagic: true));
            start = magic + 1;
        }

        return parts;
    }

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
