using System.Net;
using System.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>The words of HTML, for front ends that show text alone.</summary>
internal static class HtmlText
{
    private const int Longest = 1000;

    // Elements whose content is not text of the page.
    private static readonly string[] Silent = ["script", "style", "template", "head", "svg"];

    // Elements that end a line.
    private static readonly HashSet<string> Lines = new(StringComparer.OrdinalIgnoreCase)
    {
        "br", "p", "div", "tr", "li", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "details", "hr",
    };

    /// <summary>The text without tags, scripts and styles; at most 1,000 characters. Never empty.</summary>
    /// <param name="html">The HTML; it need not be well-formed.</param>
    public static string Of(string html)
    {
        var text = new StringBuilder();
        for (int at = 0; at < html.Length && text.Length <= Longest * 4;)
        {
            int open = html.IndexOf('<', at);
            Append(text, html.AsSpan(at..(open < 0 ? html.Length : open)));
            at = open < 0 ? html.Length : Skip(html, open, text);
        }

        string words = Tidy(WebUtility.HtmlDecode(text.ToString()));
        return words.Length == 0 ? "(HTML)" : words.Length <= Longest ? words : words[..Longest] + " ...";
    }

    /// <summary>The index after a tag, a comment, or an element that shows no text.</summary>
    private static int Skip(string html, int open, StringBuilder text)
    {
        if (html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal))
            return After(html, "-->", open);
        int name = open + 1 < html.Length && html[open + 1] == '/' ? open + 2 : open + 1;
        int end = name;
        while (end < html.Length && char.IsAsciiLetterOrDigit(html[end]))
            end++;
        if (end == name && !(end < html.Length && html[end] is '!' or '?'))
        {
            // A bare < is text.
            text.Append('<');
            return open + 1;
        }

        string element = html[name..end];
        if (name == open + 1 && Silent.Contains(element, StringComparer.OrdinalIgnoreCase))
            return After(html, $"</{element}", end) is var close && close < html.Length ? After(html, ">", close) : close;
        if (Lines.Contains(element))
            text.Append('\n');
        else if (element is "td" or "th" or "TD" or "TH")
            text.Append(' ');
        return TagEnd(html, end);
    }

    /// <summary>The index after the end of a tag; a <c>&gt;</c> in a quoted value does not end it.</summary>
    private static int TagEnd(string html, int from)
    {
        char quote = '\0';
        for (int at = from; at < html.Length; at++)
        {
            char c = html[at];
            if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '>')
                return at + 1;
        }

        return html.Length;
    }

    private static int After(string html, string what, int from) =>
        html.IndexOf(what, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at ? at + what.Length : html.Length;

    private static void Append(StringBuilder text, ReadOnlySpan<char> part)
    {
        // Line breaks of the source are spaces.
        foreach (char c in part)
            text.Append(char.IsWhiteSpace(c) ? ' ' : c);
    }

    private static string Tidy(string text) => string.Join('\n', text.Split('\n')
        .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        .Where(line => line.Length > 0));
}
