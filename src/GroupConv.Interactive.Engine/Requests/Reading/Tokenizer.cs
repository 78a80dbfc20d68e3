using System.Globalization;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>
/// Splits source text into tokens. Python and C# are close enough for one tokenizer: names, numbers, quotes, brackets, operators. Comments,
/// line breaks, continuations and the prompts of a Python session are skipped; curly quotes count as straight ones. <c>//</c> is Python's
/// division where a number or a name stands before it, and C#'s comment elsewhere.
/// </summary>
internal static class Tokenizer
{
    private const string Quotes = "\"'“”„‘’";

    // Longest first.
    private static readonly string[] s_marks = [">>>", "...", "**", "//", "->", "==", "=>", "::"];

    /// <summary>The tokens of a text; the last one is the end.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="CommandException">A quote is never closed.</exception>
    public static IReadOnlyList<Token> Split(string text)
    {
        var tokens = new List<Token>();
        int at = 0;
        while (Skip(text, ref at, tokens.Count == 0 || tokens[^1].Kind == TokenKind.Mark && tokens[^1].Text is not (")" or "]")))
        {
            int start = at;
            char c = text[at];
            if (IsNameStart(c))
                tokens.Add(Take(TokenKind.Name, text, start, ref at, IsNamePart));
            else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
                tokens.Add(TakeNumber(text, ref at));
            else if (Quotes.Contains(c, StringComparison.Ordinal))
                tokens.Add(TakeText(text, ref at));
            else
                tokens.Add(TakeMark(text, ref at));
        }

        tokens.RemoveAll(token => token.Is(">>>") || token.Is("..."));
        tokens.Add(new Token(TokenKind.End, "", text.Length, text.Length));
        return tokens;
    }

    /// <summary>Passes over blanks, comments and continuations.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where it is.</param>
    /// <param name="isComment">Whether two slashes begin a comment here.</param>
    /// <returns>Whether there is more.</returns>
    private static bool Skip(string text, ref int at, bool isComment)
    {
        while (at < text.Length)
        {
            if (text.AsSpan(at).StartsWith("/*"))
            {
                int end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end < 0 ? text.Length : end + 2;
            }
            else if (text[at] == '#' || (isComment && text.AsSpan(at).StartsWith("//")))
            {
                while (at < text.Length && text[at] != '\n')
                    at++;
            }
            else if (char.IsWhiteSpace(text[at]) || text[at] is '\\' or '\uFEFF' or '\u200B')
            {
                at++;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private static Token Take(TokenKind kind, string text, int start, ref int at, Func<char, bool> belongs)
    {
        at++; // what may begin a name need not be a part of one, such as C#'s @
        while (at < text.Length && belongs(text[at]))
            at++;
        return new Token(kind, text[start..at], start, at);
    }

    private static Token TakeNumber(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '.' or '_' || IsExponentSign(text, at)))
            at++;
        return new Token(TokenKind.Number, text[start..at], start, at);
    }

    private static bool IsExponentSign(string text, int at) =>
        text[at] is '-' or '+' && text[at - 1] is 'e' or 'E' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private static Token TakeText(string text, ref int at)
    {
        int start = at++;
        bool isDouble = IsDouble(text[start]);
        int end = at;
        while (end < text.Length && !(Quotes.Contains(text[end], StringComparison.Ordinal) && IsDouble(text[end]) == isDouble))
            end++;
        if (end == text.Length)
            throw SourceMistake.At(text, start, $"the quote {text[start]} is never closed");
        at = end + 1;
        return new Token(TokenKind.Text, text[(start + 1)..end], start, at);
    }

    private static Token TakeMark(string text, ref int at)
    {
        int start = at;
        string? mark = s_marks.FirstOrDefault(mark => string.CompareOrdinal(text, start, mark, 0, mark.Length) == 0);
        at += mark?.Length ?? (char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1);
        return new Token(TokenKind.Mark, text[start..at], start, at);
    }

    private static bool IsDouble(char quote) => quote is '"' or '“' or '”' or '„';

    private static bool IsNameStart(char c) => c == '_' || c == '@' || char.IsLetter(c);

    private static bool IsNamePart(char c) =>
        c == '_' || char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
}
