using System.Text.RegularExpressions;
using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>A cell such as <c>Console.WriteLine?</c> opens the pager of the front end with the documentation of the name.</summary>
/// <param name="language">Inspects names.</param>
internal sealed partial class Pager(LanguageService language)
{
    /// <summary>The page that a cell asks for; null for an ordinary cell.</summary>
    /// <param name="code">The cell's text.</param>
    public PagePayload? Answer(string code)
    {
        if (Question().Match(code) is not { Success: true } question)
            return null;

        string name = question.Groups["name"].Value;
        var found = language.Inspect(name, name.Length, detail: question.Groups["marks"].Length > 1);
        return new PagePayload(found is null
            ? new Dictionary<string, object> { ["text/plain"] = $"Nothing is known of '{name}'." }
            : new Dictionary<string, object>(StringComparer.Ordinal) { ["text/plain"] = found.Text, ["text/markdown"] = found.Markdown });
    }

    // Not valid C#: a lone "x?" does not compile.
    [GeneratedRegex(@"\A\s*(?<name>[\w.]+)\s*(?<marks>\?{1,2})\s*\z")]
    private static partial Regex Question();
}
