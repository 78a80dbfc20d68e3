using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Scripting;

/// <summary>Styles and scripts of a notebook, as the bundles that front ends run.</summary>
internal static partial class BrowserContent
{
    /// <summary>A style sheet.</summary>
    /// <param name="css">Its rules.</param>
    public static IReadOnlyDictionary<string, object> Style(string css) =>
        Bundle($"<style>\n{StyleEnd().Replace(css, @"<\$1")}\n</style>", "(a style sheet)");

    /// <summary>A script that runs as it stands: what it declares the page keeps.</summary>
    /// <param name="javascript">The script.</param>
    public static IReadOnlyDictionary<string, object> Script(string javascript) =>
        Bundle($"<script type=\"text/javascript\">\n{Enclosable(javascript)}\n</script>", "(JavaScript, which runs in the browser)");

    /// <summary>A cell of JavaScript: it may await, and what it declares is its own.</summary>
    /// <param name="javascript">The cell's text.</param>
    public static IReadOnlyDictionary<string, object> ScriptCell(string javascript) => Script($"(async () => {{\n{javascript}\n}})();");

    private static SortedDictionary<string, object> Bundle(string html, string text) =>
        new(StringComparer.Ordinal) { ["text/html"] = html, ["text/plain"] = text };

    /// <summary>A script's own text must not end it, as a string with a closing tag would.</summary>
    private static string Enclosable(string javascript) => ScriptEnd().Replace(javascript, @"<\$1").Replace("<!--", @"<\!--", StringComparison.Ordinal);

    [GeneratedRegex("<(/script)", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptEnd();

    [GeneratedRegex("<(/style)", RegexOptions.IgnoreCase)]
    private static partial Regex StyleEnd();
}
