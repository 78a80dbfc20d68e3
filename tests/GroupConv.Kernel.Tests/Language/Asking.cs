using System.Text;
using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Tests.Language;

/// <summary>Asks a kernel what a front end asks while somebody types; <c>|</c> marks the cursor.</summary>
internal static class Asking
{
    /// <summary>Waits until the service has started, however busy the machine is.</summary>
    internal static void StartLanguage(this KernelClient kernel)
    {
        for (int i = 0; i < 10 && kernel.Complete("Console.Wri|").Matches.Length == 0; i++)
        {
        }
    }

    internal static Completed Complete(this KernelClient kernel, string marked)
    {
        var (code, cursor) = Cursor(marked);
        return new Completed(code, kernel.Ask("complete_request", new { code, cursor_pos = cursor }).Content);
    }

    internal static JsonNode Inspect(this KernelClient kernel, string marked, int detail = 0)
    {
        var (code, cursor) = Cursor(marked);
        return kernel.Ask("inspect_request", new { code, cursor_pos = cursor, detail_level = detail }).Content;
    }

    /// <summary>What inspection shows as plain text; empty where nothing was found.</summary>
    internal static string Text(this JsonNode inspected) => inspected["data"]!["text/plain"]?.GetValue<string>() ?? "";

    internal static string Markdown(this JsonNode inspected) => inspected["data"]!["text/markdown"]?.GetValue<string>() ?? "";

    /// <summary>Jupyter counts Unicode code points, as .NET's runes do.</summary>
    private static (string Code, int Cursor) Cursor(string marked)
    {
        int at = marked.IndexOf('|', StringComparison.Ordinal);
        return (marked.Remove(at, 1), marked[..at].EnumerateRunes().Count());
    }
}

/// <summary>A <c>complete_reply</c>.</summary>
/// <param name="Code">The cell.</param>
/// <param name="Content">What was replied.</param>
internal sealed record Completed(string Code, JsonNode Content)
{
    internal string[] Matches => [.. Content["matches"]!.AsArray().Select(m => m!.GetValue<string>())];

    internal (int Start, int End) Range => (Content["cursor_start"]!.GetValue<int>(), Content["cursor_end"]!.GetValue<int>());

    /// <summary>The text that a match replaces, counted in code points.</summary>
    internal string Replaced
    {
        get
        {
            var text = new StringBuilder();
            foreach (var rune in Code.EnumerateRunes().Take(Range.End).Skip(Range.Start))
                text.Append(rune);
            return text.ToString();
        }
    }

    internal string? KindOf(string match) =>
        Content["metadata"]!["_jupyter_types_experimental"]!.AsArray()
            .Single(t => t!["text"]!.GetValue<string>() == match)!["type"]!.GetValue<string>();
}
