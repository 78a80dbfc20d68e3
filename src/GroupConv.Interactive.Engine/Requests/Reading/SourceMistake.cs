namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>Mistakes in source text: the line, a caret below the place, and what was expected there.</summary>
internal static class SourceMistake
{
    private const int WidestLine = 160;

    /// <summary>A mistake at a position.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="position">The position.</param>
    /// <param name="message">What is wrong, without a full stop.</param>
    public static CommandException At(string text, int position, string message)
    {
        int start = text.LastIndexOf('\n', Math.Max(0, position - 1)) + 1;
        if (start > position)
            start = position;
        int end = text.IndexOf('\n', position);
        string line = text[start..(end < 0 ? text.Length : end)].TrimEnd('\r').Replace('\t', ' ');
        int column = position - start, cut = Math.Max(0, column - WidestLine / 2);
        string shown = line.Length - cut > WidestLine ? line.Substring(cut, WidestLine) : line[Math.Min(cut, line.Length)..];
        int row = text.AsSpan(0, start).Count('\n');
        string where = row == 0
            ? FormattableString.Invariant($"position {column + 1}")
            : FormattableString.Invariant($"line {row + 1}, position {column + 1}");
        return new CommandException($"{shown}\n{new string(' ', column - cut)}^ {where}: {message}.");
    }

    /// <summary>A mistake where a token stands.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="found">The token.</param>
    /// <param name="what">What was expected.</param>
    public static CommandException Expected(string text, Token found, string what) => At(
        text,
        found.Start,
        $"expected {what}, but found {(found.Kind == TokenKind.End ? "the end of the line" : $"'{Found(text, found)}'")}");

    // Up to the next comma, bracket or blank, as a reader sees it.
    private static string Found(string text, Token token)
    {
        int end = token.End;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ')' or '(' or '=' or ']'))
            end++;
        return text[token.Start..end];
    }
}
