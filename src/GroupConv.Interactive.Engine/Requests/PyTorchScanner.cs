using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Walks over a line of Python, and says where and what was expected when it is something else.</summary>
internal sealed class PyTorchScanner(string text)
{
    private int _at;

    public bool AtEnd => Peek() == '\0';

    /// <summary>The next character that is no space; <c>\0</c> at the end.</summary>
    public char Peek()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    /// <summary>Takes the character if it is next.</summary>
    public bool Take(char expected)
    {
        if (Peek() != expected)
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes <c>name</c> or <c>torch.nn.Name</c>, or null.</summary>
    public string? TakeName()
    {
        if (!IsNameStart(Peek()))
            return null;
        int start = _at;
        while (_at < text.Length && (IsNameStart(text[_at]) || char.IsAsciiDigit(text[_at]) || text[_at] == '.'))
            _at++;
        return text[start.._at];
    }

    /// <summary>Takes <c>name =</c>, or nothing.</summary>
    public string? TakeKeyword(out int position)
    {
        position = _at;
        if (Peek() == '\0')
            return null;
        position = _at;
        string? name = TakeName();
        if (name is not null && Peek() == '=' && !text.AsSpan(_at).StartsWith("=="))
        {
            _at++;
            return name;
        }

        _at = position;
        return null;
    }

    public int Integer(string what)
    {
        Peek();
        int start = _at;
        if (_at < text.Length && text[_at] is '-' or '+')
            _at++;
        while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] == '_'))
            _at++;
        string digits = text[start.._at].Replace("_", "", StringComparison.Ordinal);
        bool isWhole = _at >= text.Length || text[_at] != '.';
        if (isWhole && int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
            return value;
        _at = start;
        throw Expected(digits.Length > 9 && isWhole ? $"{what} of at most 2147483647" : what);
    }

    /// <summary>A number, or two in brackets.</summary>
    public IntPair Pair(string what)
    {
        char close = Peek() switch { '(' => ')', '[' => ']', _ => '\0' };
        if (close == '\0')
            return Integer(what);
        _at++;
        int height = Integer("a whole number");
        if (!Take(','))
            throw Expected("',' and the second number of a pair (height, width)");
        int width = Integer("the second number of a pair (height, width)");
        Take(',');
        return Take(close) ? new IntPair(height, width) : throw Expected($"'{close}' after a pair of two numbers");
    }

    /// <summary>A word in quotes, or null where none is next.</summary>
    public string? TakeQuoted()
    {
        char quote = Peek();
        if (quote is not ('"' or '\''))
            return null;
        int end = text.IndexOf(quote, _at + 1);
        if (end < 0)
            throw At(_at, $"the quote {quote} is never closed");
        string word = text[(_at + 1)..end];
        _at = end + 1;
        return word;
    }

    /// <summary>Passes over any value, to the next ',' or ')' of this level.</summary>
    public void SkipValue()
    {
        for (int depth = 0; Peek() != '\0'; _at++)
        {
            if (TakeQuoted() is not null)
                _at--;
            else if (text[_at] is '(' or '[')
                depth++;
            else if (depth == 0 && text[_at] is ',' or ')')
                return;
            else if (text[_at] is ')' or ']')
                depth--;
        }
    }

    /// <summary>An error where the scanner stands.</summary>
    public CommandException Expected(string what) =>
        At(AtEnd ? text.Length : _at, $"expected {what}, but found {(AtEnd ? "the end of the line" : Found())}");

    /// <summary>An error at a position.</summary>
    public CommandException At(int position, string message) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{text}\n{new string(' ', position)}^ position {position + 1}: {message}."));

    public int Position => _at;

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private string Found()
    {
        int end = _at + 1;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not (',' or ')' or '(' or '='))
            end++;
        return $"'{text[_at..end]}'";
    }
}
