using System.Text;

namespace GroupConv.Kernel.Magics;

/// <summary>Splits a magic line at spaces, except inside "..." or '...' and inside JSON in { } or [ ].</summary>
internal static class MagicArguments
{
    /// <summary>The arguments after the name of the magic.</summary>
    /// <param name="line">The line, with <c>#!name</c>.</param>
    /// <exception cref="FormatException">A quote or bracket is not closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        for (int at = 0; ;)
        {
            while (at < line.Length && char.IsWhiteSpace(line[at]))
                at++;
            if (at == line.Length)
                return words.Count > 0 ? words[1..] : words;
            words.Add(line[at] is '{' or '[' ? Json(line, ref at) : Word(line, ref at));
        }
    }

    /// <summary>The JSON at a position, up to the closing bracket.</summary>
    /// <param name="line">The line.</param>
    /// <param name="at">The start; afterwards the end.</param>
    /// <exception cref="FormatException">It is not closed.</exception>
    public static string Json(string line, ref int at)
    {
        var (start, depth, quoted) = (at, 0, false);
        for (; at < line.Length; at++)
        {
            char c = line[at];
            if (quoted && c == '\\')
                at++;
            else if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '{' or '[')
                depth++;
            else if (!quoted && c is '}' or ']' && --depth == 0)
                return line[start..++at];
        }

        throw new FormatException($"What begins with {line[start..Math.Min(line.Length, start + 20)]} is never closed.");
    }

    private static string Word(string line, ref int at)
    {
        var word = new StringBuilder();
        bool mayOpen = true; // at the start, after a closed quote and after = or : only, so that it's stays one word
        for (; at < line.Length && !char.IsWhiteSpace(line[at]); at++)
        {
            char c = line[at];
            if (c != '"' && (c != '\'' || !mayOpen))
            {
                word.Append(c);
                mayOpen = c is '=' or ':';
                continue;
            }

            int end = line.IndexOf(c, at + 1);
            if (end < 0)
                throw new FormatException($"The quote {c} in {line[at..]} is never closed. Put another {c} where it ends.");
            word.Append(line, at + 1, end - at - 1);
            (at, mayOpen) = (end, true);
        }

        return word.ToString();
    }
}
