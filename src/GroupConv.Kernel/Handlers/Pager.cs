using System.Text.RegularExpressions;
using GroupConv.Kernel.Language;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary>A cell that is a name with a question mark, such as <c>Console.WriteLine?</c>, opens the front end's pager with what is known of it.</summary>
/// <param name="language">Knows it.</param>
internal sealed partial class Pager(LanguageService language)
{
    /// <summary>The page that a cell asks for; null where it is a cell like others.</summary>
    /// <param name="code">The cell's text.</param>
    public PagePayload? Answer(string code)
    {
        if (Question().Match(code) is not { Success: true } question)
            return null;

        var name = question.Groups["name"].Value;
        var found = language.Inspect(name, name.Length, detail: question.Groups["marks"].Length > 1);
        return new PagePayload(found is null
            ? new Dictionary<string, object> { ["text/plain"] = $"Nothing is known of '{name}'." }
            : new Dictionary<string, object>(StringComparer.Ordinal) { ["text/plain"] = found.Text, ["text/markdown"] = found.Markdown });
    }

    // No C# ends so: a lone "x?" compiles to nothing.
    [GeneratedRegex(@"\A\s*(?<name>[\w.]+)\s*(?<marks>\?{1,2})\s*\z")]
    private static partial Regex Question();
}
