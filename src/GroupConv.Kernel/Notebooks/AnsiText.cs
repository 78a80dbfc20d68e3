using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Converts terminal text to HTML: the colours and bold become classes, all other escapes are removed.</summary>
internal static partial class AnsiText
{
    /// <summary>Converts text.</summary>
    /// <param name="text">The text, with ANSI escapes or without.</param>
    public static string ToHtml(string text)
    {
        var html = new StringBuilder();
        string style = "";
        int at = 0;
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

        string encoded = WebUtility.HtmlEncode(text);
        html.Append(style.Length == 0 ? encoded : $"<span class=\"{style}\">{encoded}</span>");
    }

    private static string Style(string codes, string style)
    {
        var parts = style.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (string code in codes.Split(';'))
        {
            int number = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0;
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
