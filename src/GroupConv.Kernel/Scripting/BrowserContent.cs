using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Scripting;

/// <summary>Makes the MIME bundles of style sheets and scripts.</summary>
internal static partial class BrowserContent
{
    /// <summary>A style sheet.</summary>
    /// <param name="css">Its rules.</param>
    public static IReadOnlyDictionary<string, object> Style(string css) =>
        Bundle($"<style>\n{StyleEnd().Replace(css, @"<\$1")}\n</style>", "(a style sheet)");

    /// <summary>A script in the global scope of the page.</summary>
    /// <param name="javascript">The script.</param>
    public static IReadOnlyDictionary<string, object> Script(string javascript) =>
        Bundle($"<script type=\"text/javascript\">\n{Enclosable(javascript)}\n</script>", "(JavaScript, which runs in the browser)");

    /// <summary>A cell of JavaScript: an async function, so that it may await and its declarations are local.</summary>
    /// <param name="javascript">The cell's text.</param>
    public static IReadOnlyDictionary<string, object> ScriptCell(string javascript) => Script($"(async () => {{\n{javascript}\n}})();");

    private static SortedDictionary<string, object> Bundle(string html, string text) =>
        new(StringComparer.Ordinal) { ["text/html"] = html, ["text/plain"] = text };

    /// <summary>Escapes a closing script tag inside the script, as in a string.</summary>
    private static string Enclosable(string javascript) =>
        ScriptEnd().Replace(javascript, @"<\$1").Replace("<!--", @"<\!--", StringComparison.Ordinal);

    [GeneratedRegex("<(/script)", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptEnd();

    [GeneratedRegex("<(/style)", RegexOptions.IgnoreCase)]
    private static partial Regex StyleEnd();
}
