using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Language;

/// <summary>Whether a cell can run as it stands, for consoles that run a line at Enter.</summary>
/// <param name="Status">complete, incomplete, invalid or unknown.</param>
/// <param name="Indent">What to begin the next line with, where the cell is incomplete.</param>
internal sealed record Completeness(string Status, string Indent = "")
{
    private const string Step = "    ";

    /// <summary>Judges a cell.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="magics">Knows the lines that are no C#.</param>
    public static Completeness Of(string code, MagicLanguage magics)
    {
        var status = "complete";
        foreach (var part in CellSplitter.Split(code).Parts)
        {
            if (part.IsMagic)
            {
                // What follows a magic that is not known may be any language.
                if (!magics.Knows(part.Text))
                    return new Completeness("unknown");
                continue;
            }

            var tree = CSharpSyntaxTree.ParseText(part.Text, CellSplitter.ParseOptions);
            // Roslyn takes a raw string that is not closed for a mistake; a console is still in it.
            if (!SyntaxFactory.IsCompleteSubmission(tree) || tree.GetDiagnostics().Any(d => d.Id == "CS8997"))
                return new Completeness("incomplete", Indentation(code));
            if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
                status = "invalid";
        }

        return new Completeness(status);
    }

    /// <summary>That of the last line with text, and one step more behind what opens something.</summary>
    private static string Indentation(string code)
    {
        var line = code.Split('\n').LastOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "";
        var indent = line[..(line.Length - line.TrimStart().Length)];
        return line.TrimEnd() is [.., '{' or '(' or '[' or ')' or '>'] ? indent + Step : indent;
    }
}
