using System.Text;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// A magic line and its arguments. Spaces separate arguments, except in quotes ("..." or '...') and in brackets: a line such as
/// <c>nn.Conv2d(64, 128, 3, padding='same')</c> is one argument with or without quotes around it.
/// </summary>
public static class MagicLine
{
    /// <summary>What a magic line begins with.</summary>
    public const string Magic = "#!groupconv";

    // How .NET Interactive may print the command that carries a magic line.
    private const string HostPrefix = "Directive:";

    /// <summary>Whether the line is a notebook's magic, rather than a terminal's command line.</summary>
    /// <param name="line">The line.</param>
    public static bool IsMagic(string line) => WithoutHostPrefix(line).StartsWith(Magic, StringComparison.Ordinal);

    /// <summary>The arguments of a line, without <c>#!groupconv</c>.</summary>
    /// <param name="line">The line, with or without <c>#!groupconv</c> in front.</param>
    /// <exception cref="FormatException">A quote is never closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        string text = WithoutHostPrefix(line);
        var arguments = new List<string>();
        for (int at = Begin(text); SkipSpaces(text, ref at);)
            arguments.Add(TakeArgument(text, ref at, unfinished: false));
        return arguments;
    }

    /// <summary>The arguments of a line that is being written: those before the cursor, and the beginning of the one at it.</summary>
    /// <param name="before">What stands before the cursor.</param>
    /// <returns>The whole arguments, and the last one as far as it goes, perhaps with an open quote; empty behind a space.</returns>
    public static (IReadOnlyList<string> Whole, string Word) SplitUnfinished(string before)
    {
        string text = before.TrimStart();
        var arguments = new List<string>();
        for (int at = Begin(text); SkipSpaces(text, ref at);)
        {
            arguments.Add(TakeArgument(text, ref at, unfinished: true));
            if (at == text.Length)
                return (arguments[..^1], arguments[^1]);
        }

        return (arguments, "");
    }

    /// <summary>A line that <see cref="Split"/> parts into these arguments again.</summary>
    /// <param name="arguments">The arguments, as a terminal hands them over.</param>
    public static string Join(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote));

    private static string WithoutHostPrefix(string line)
    {
        string text = line.Trim();
        return text.StartsWith(HostPrefix, StringComparison.Ordinal) ? text[HostPrefix.Length..].TrimStart() : text;
    }

    private static int Begin(string text) => text.StartsWith(Magic, StringComparison.Ordinal) ? Magic.Length : 0;

    private static bool SkipSpaces(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length;
    }

    private static string TakeArgument(string text, ref int at, bool unfinished)
    {
        var argument = new StringBuilder();
        int depth = 0;
        bool mayOpen = true; // at the start, after '=' or a closed quote; so that it's stays one word
        for (; at < text.Length && (depth > 0 || !char.IsWhiteSpace(text[at])); at++)
        {
            char c = text[at];
            bool isQuote = c is '"' || (c is '\'' && (mayOpen || depth > 0));
            if (isQuote)
            {
                int end = text.IndexOf(c, at + 1);
                if (end < 0 && unfinished)
                {
                    argument.Append(text.AsSpan(depth > 0 ? at : at + 1));
                    at = text.Length;
                    break;
                }

                if (end < 0)
                    throw new FormatException($"The quote {c} in {text[at..]} is never closed. Put another {c} where it ends.");
                argument.Append(depth > 0 ? text.AsSpan(at, end + 1 - at) : text.AsSpan(at + 1, end - at - 1));
                at = end;
            }
            else
            {
                depth += c switch { '(' => 1, ')' => depth > 0 ? -1 : 0, _ => 0 };
                argument.Append(c);
            }

            mayOpen = isQuote || c == '=';
        }

        return argument.ToString();
    }

    private static string Quote(string argument)
    {
        bool plain = argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '(' or ')');
        if (plain)
            return argument;
        return string.Join("'\"'", argument.Split('"').Select(part => $"\"{part}\""));
    }
}
