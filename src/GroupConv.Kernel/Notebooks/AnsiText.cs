using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Terminal text as HTML: the eight colours and bold become classes, every other escape vanishes.</summary>
internal static partial class AnsiText
{
    /// <summary>Encodes text.</summary>
    /// <param name="text">The text, with ANSI escapes or without.</param>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var style = "";
        var at = 0;
        foreach (Match escape in Escape().Matches(text))
        {
            Append(html, text[at..escape.Index], style);
            at = escape.Index + escape.Length;
            if (escape.Groups["sgr"].Success)
                style = Style(escape.Groups["sgr"].Value, style);
        }

        Append(html, text[at..], style);
        return html.ToString();
    }

    private static void Append(StringBuilder html, string text, string style)
    {
        if (text.Length == 0)
            return;

        var encoded = WebUtility.HtmlEncode(text);
        html.Append(style.Length == 0 ? encoded : $"<span class=\"{style}\">{encoded}</span>");
    }

    private static string Style(string codes, string style)
    {
        var parts = style.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var code in codes.Split(';'))
        {
            var number = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
            switch (number)
            {
                case 0:
                    parts.Clear();
                    break;
                case 1:
                    parts.Add("ansi-bold");
                    break;
                case (>= 30 and <= 37) or (>= 90 and <= 97):
                    parts.RemoveAll(p => p != "ansi-bold");
                    parts.Add("ansi-" + (number % 10).ToString(CultureInfo.InvariantCulture));
                    break;
                case 39:
                    parts.RemoveAll(p => p != "ansi-bold");
                    break;
            }
        }

        return string.Join(' ', parts.Distinct());
    }

    [GeneratedRegex(@"\x1b(?:\[(?<sgr>[0-9;]*)m|\[[0-?]*[ -/]*[@-~]|\][^\a\x1b]*(?:\a|\x1b\\)|[@-Z\\-_])")]
    private static partial Regex Escape();
}
