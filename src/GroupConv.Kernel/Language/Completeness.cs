using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Language;

/// <summary>Whether a cell is complete, for consoles that run a cell at Enter.</summary>
/// <param name="Status">complete, incomplete, invalid or unknown.</param>
/// <param name="Indent">The indentation of the next line if the cell is incomplete.</param>
internal sealed record Completeness(string Status, string Indent = "")
{
    private const string Step = "    ";

    /// <summary>Classifies a cell.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="magics">Recognizes magic lines.</param>
    public static Completeness Of(string code, MagicLanguage magics)
    {
        string status = "complete";
        foreach (var part in CellSplitter.Split(code, magics.LinesOf).Parts)
        {
            if (part.IsMagic)
            {
                // The text after an unknown magic may be in any language.
                if (!magics.Knows(part.Text))
                    return new Completeness("unknown");
                if (magics.IsUnfinished(part.Text))
                    return new Completeness("incomplete", Step);
                continue;
            }

            var tree = CSharpSyntaxTree.ParseText(part.Text, CellSplitter.ParseOptions);
            // Roslyn reports an unclosed raw string as an error; a console is still inside it.
            if (!SyntaxFactory.IsCompleteSubmission(tree) || tree.GetDiagnostics().Any(d => d.Id == "CS8997"))
                return new Completeness("incomplete", Indentation(code));
            if (tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error))
                status = "invalid";
        }

        return new Completeness(status);
    }

    /// <summary>The indentation of the last non-empty line, one step deeper after an opening token.</summary>
    private static string Indentation(string code)
    {
        string line = code.Split('\n').LastOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "";
        string indent = line[..(line.Length - line.TrimStart().Length)];
        return line.TrimEnd() is [.., '{' or '(' or '[' or ')' or '>'] ? indent + Step : indent;
    }
}
