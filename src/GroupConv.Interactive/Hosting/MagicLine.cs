using System.Text;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// A magic line and its arguments. Spaces separate arguments, except in quotes ("..." or '...') and in brackets: a line such as
/// <c>nn.Conv2d(64, 128, 3, padding='same')</c> is one argument with or without quotes around it. A line goes on in the next one while a
/// quote or a bracket is open, or behind a backslash at its end. What follows a <c>#</c>, or two slashes by themselves, is a comment.
/// </summary>
public static class MagicLine
{
    /// <summary>What a magic line begins with.</summary>
    public const string Magic = "#!groupconv";

    // Each looks at the whole text so far.
    private const int MostLooks = 1000;

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
        {
            arguments.Add(TakeArgument(text, ref at, out int open));
            if (open >= 0 && text[open] != '(')
            {
                char quote = text[open];
                throw new FormatException($"The quote {quote} in {text[open..]} is never closed. Put another {quote} where it ends.");
            }
        }

        return arguments;
    }

    /// <summary>Whether the text goes on in the next line: a quote or a bracket is open, or it ends in a backslash.</summary>
    /// <param name="text">A magic line, or the first lines of one.</param>
    public static bool IsUnfinished(string text) => Open(text) != '\0';

    /// <summary>A magic line with the lines of the cell in which it goes on.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cell">The cell that it stands in.</param>
    /// <returns>The line alone where it is finished, does not stand in the cell, or is never finished there.</returns>
    public static string Whole(string line, string cell)
    {
        string first = WithoutHostPrefix(line);
        if (!IsUnfinished(first))
            return line;
        string[] lines = cell.Split('\n');
        int start = Array.FindIndex(lines, each => each.Trim() == first);
        int count = start < 0 ? 1 : LinesOf(lines[start..]);
        return count == 1 ? line : string.Join('\n', [first, .. lines[(start + 1)..(start + count)]]).TrimEnd();
    }

    /// <summary>C# of a cell without the lines at its beginning in which the magic line before it goes on.</summary>
    /// <param name="code">The C#, from behind the first line of a magic on.</param>
    /// <param name="cell">The cell that it stands in.</param>
    public static string WithoutContinuation(string code, string cell)
    {
        // .NET Interactive hands C# on without the blanks before it.
        string text = code.TrimStart();
        string[] lines = cell.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            int count = IsMagic(lines[i]) ? LinesOf(lines[i..]) : 1;
            string more = string.Join('\n', lines[(i + 1)..(i + count)]).Trim();
            if (more.Length > 0 && text.StartsWith(more, StringComparison.Ordinal))
                return text[more.Length..];
        }

        return code;
    }

    /// <summary>How many of some lines the magic in the first of them takes: 1 where it is finished, or never is.</summary>
    /// <param name="lines">The lines, from the magic's on.</param>
    public static int LinesOf(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder(lines[0].Trim());
        int count = 1;
        for (int looks = 0; looks < MostLooks; looks++)
        {
            char open = Open(text.ToString());
            if (open == '\0')
                return count;
            // A line without what may close it closes nothing.
            ReadOnlySpan<char> closing = open switch { '(' => "\"')", '\\' => "", _ => [open] };
            bool mayClose;
            do
            {
                if (count == lines.Count)
                    return 1;
                mayClose = closing.Length == 0 || lines[count].AsSpan().ContainsAny(closing);
                text.Append('\n').Append(lines[count++].TrimEnd());
            }
            while (!mayClose);
        }

        return 1;
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
            arguments.Add(TakeArgument(text, ref at, out _));
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

    /// <summary>What is open at the end of the text: a quote, a bracket, a backslash, or nothing (0).</summary>
    private static char Open(string text)
    {
        if (text.TrimEnd('\r', '\n').EndsWith('\\'))
            return '\\';
        int open = -1;
        for (int at = Begin(text); SkipSpaces(text, ref at);)
            TakeArgument(text, ref at, out open);
        return open < 0 ? '\0' : text[open];
    }

    /// <summary>Passes over spaces, line breaks with or without a backslash before them, and comments.</summary>
    /// <returns>Whether there is more.</returns>
    private static bool SkipSpaces(string text, ref int at)
    {
        while (at < text.Length)
        {
            if ((text[at] == '#' && !IsMagicName(text, at)) || IsCSharpComment(text, at))
                at = EndOfLine(text, at);
            else if (char.IsWhiteSpace(text[at]) || (text[at] == '\\' && text.AsSpan(at + 1, EndOfLine(text, at) - at - 1).IsWhiteSpace()))
                at++;
            else
                return true;
        }

        return false;
    }

    // Another magic's line, whose name is its first argument: #!import FILE.
    private static bool IsMagicName(string text, int at) => at == 0 && text.StartsWith("#!", StringComparison.Ordinal);

    // Two slashes by themselves; //server/share is a path.
    private static bool IsCSharpComment(string text, int at) =>
        string.CompareOrdinal(text, at, "//", 0, 2) == 0 && (at + 2 == text.Length || char.IsWhiteSpace(text[at + 2]));

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    /// <summary>Takes an argument without the quotes around it; quotes within brackets stay.</summary>
    /// <param name="text">The line.</param>
    /// <param name="at">Where it begins; then where it ends.</param>
    /// <param name="open">Where the quote or the bracket stands that is open at the end; -1 for none.</param>
    private static string TakeArgument(string text, ref int at, out int open)
    {
        var argument = new StringBuilder();
        int depth = 0, bracket = at;
        open = -1;
        bool mayOpen = true; // at the start, after '=' or a closed quote; so that it's stays one word
        for (; at < text.Length && (depth > 0 || !char.IsWhiteSpace(text[at])); at++)
        {
            char c = text[at];
            bool isQuote = c is '"' || (c is '\'' && (mayOpen || depth > 0));
            if (isQuote)
            {
                int end = text.IndexOf(c, at + 1);
                if (end < 0)
                {
                    argument.Append(text.AsSpan(depth > 0 ? at : at + 1));
                    (open, at) = (at, text.Length);
                    return argument.ToString();
                }

                argument.Append(depth > 0 ? text.AsSpan(at, end + 1 - at) : text.AsSpan(at + 1, end - at - 1));
                at = end;
            }
            else if (c == '#' && depth > 0)
            {
                // A comment within brackets may hold any quote; the reader of layers passes over it.
                int end = EndOfLine(text, at);
                argument.Append(text.AsSpan(at, end - at));
                at = end - 1;
            }
            else
            {
                bracket = c == '(' && depth == 0 ? at : bracket;
                depth += c switch { '(' => 1, ')' => depth > 0 ? -1 : 0, _ => 0 };
                argument.Append(c);
            }

            mayOpen = isQuote || c == '=';
        }

        open = depth > 0 ? bracket : -1;
        return argument.ToString();
    }

    private static string Quote(string argument)
    {
        bool plain = argument.Length > 0 && argument[0] is not ('#' or '\\') && argument != "//"
            && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'' or '(' or ')');
        if (plain)
            return argument;
        return string.Join("'\"'", argument.Split('"').Select(part => $"\"{part}\""));
    }
}
