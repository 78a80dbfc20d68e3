using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GroupConv.Kernel.Scripting;

/// <summary>Formats compile errors: position, code, message, then the line with a caret under the error.</summary>
internal static class CompileFailure
{
    private const int MostErrors = 10;

    private const string Generated = "In a cell source generators do not run. Write what they would: new Regex(\"...\", "
        + "RegexOptions.Compiled) for [GeneratedRegex], JsonSerializer without a context for [JsonSerializable], DllImport for "
        + "[LibraryImport].";

    private const string Apart = "In a cell: the parts of a partial type together. A part in another cell is another type.";

    // A member of a partial type that is in another part, or is generated.
    private static readonly HashSet<string> Missing = new(StringComparer.Ordinal) { "CS0103", "CS0117", "CS1061", "CS0534", "CS0535" };

    /// <summary>Advice for errors that only cells have. The table in docs/kernel.md says more.</summary>
    private static readonly Dictionary<string, string> Advice = new(StringComparer.Ordinal)
    {
        ["CS0825"] = "In a cell: using (var x = ...) { ... }, or braces around all that uses it.",
        ["CS8345"] = "In a cell: braces around the statements that use it, or a method.",
        ["CS7021"] = "In a cell: types without a namespace.",
        ["CS1109"] = "In a cell: the method alone, without its class: static int Twice(this int x) => 2 * x;",
        ["CS9283"] = "In a cell: a method with this, without a class: static int Twice(this int x) => 2 * x;",
        ["CS7020"] = "In a cell: a method that returns IEnumerable<T>.",
        ["CS9054"] = "In a cell: without the word file.",
        ["CS1529"] = "Lines with using stand first in a cell, or in a cell before it.",
        ["CS8795"] = Generated,
        ["CS9248"] = Generated,
        ["CS7099"] = "A file that #load reads cannot refer to packages or assemblies. #!import reads one that does.",
    };

    /// <summary>The failure for a list of diagnostics.</summary>
    /// <param name="diagnostics">The diagnostics.</param>
    /// <param name="compilation">What was compiled.</param>
    public static CellFailure Of(ImmutableArray<Diagnostic> diagnostics, CSharpCompilation compilation)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start).ToList();
        var traceback = errors.Take(MostErrors).SelectMany(error => Lines(error, compilation)).ToList();
        if (errors.Count > MostErrors)
            traceback.Add(string.Create(CultureInfo.InvariantCulture, $"... and {errors.Count - MostErrors} more errors"));

        return new CellFailure("CompilationError", string.Join("\n", errors.Take(MostErrors).Select(Line)), traceback);
    }

    private static string Line(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        var start = span.StartLinePosition;
        string text = error.Location.SourceTree?.GetText().Lines[start.Line].ToString() ?? "";

        // Columns count a surrogate pair once.
        int column = text[..Math.Min(start.Character, text.Length)].EnumerateRunes().Count() + 1;
        string place = span.Path.Length > 0 ? span.Path + ", " : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{place}line {start.Line + 1}, column {column}: error {error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)}");
    }

    private static IEnumerable<string> Lines(Diagnostic error, CSharpCompilation compilation)
    {
        yield return Line(error);
        if (error.Location.SourceTree?.GetText() is not { } text)
            yield break;

        var span = error.Location.SourceSpan;
        var line = text.Lines.GetLineFromPosition(span.Start);
        string source = line.ToString();

        // Tabs stay tabs, so that the caret lines up at any tab width.
        string indent = string.Concat(source.Take(span.Start - line.Start).Select(c => c == '\t' ? '\t' : ' '));
        int width = Math.Max(1, Math.Min(span.End, line.End) - span.Start);
        yield return "    " + source;
        yield return "    " + indent + "^" + new string('~', width - 1);
        if (AdviceFor(error, compilation) is { } advice)
            yield return advice;
    }

    private static string? AdviceFor(Diagnostic error, CSharpCompilation compilation)
    {
        if (!Missing.Contains(error.Id))
            return Advice.GetValueOrDefault(error.Id);
        string message = error.GetMessage(CultureInfo.InvariantCulture);
        if (message.Contains("JsonSerializerContext.", StringComparison.Ordinal))
            return Generated;

        // 'Type' does not contain ...; 'Type' does not implement ...
        var node = error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan);
        string? type = error.Id == "CS0103"
            ? node?.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault()?.Identifier.ValueText
            : message.Split('\'').ElementAtOrDefault(1)?.Split('.', '<')[^1];
        return type is not null && IsInSeveralCells(type, compilation) ? Apart : null;
    }

    private static bool IsInSeveralCells(string type, CSharpCompilation? compilation)
    {
        int cells = 0;
        for (; compilation is not null; compilation = compilation.ScriptCompilationInfo?.PreviousScriptCompilation)
        {
            if (compilation.ScriptClass?.GetTypeMembers(type).SelectMany(t => t.DeclaringSyntaxReferences).Any(
                r => r.GetSyntax() is TypeDeclarationSyntax part && part.Modifiers.Any(SyntaxKind.PartialKeyword)) == true && ++cells > 1)
                return true;
        }

        return false;
    }
}
