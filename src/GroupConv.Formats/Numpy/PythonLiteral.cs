using System.Globalization;

namespace GroupConv.Formats.Numpy;

/// <summary>The subset of Python's literals that <c>.npy</c> headers use: strings, booleans and tuples of numbers.</summary>
internal sealed class PythonLiteral(string text, string file)
{
    private int _at;

    public char Peek()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        return _at < text.Length ? text[_at] : '\0';
    }

    public bool TryTake(char expected)
    {
        if (Peek() != expected)
            return false;
        _at++;
        return true;
    }

    public void Expect(char expected)
    {
        if (!TryTake(expected))
            throw Unreadable();
    }

    public string String()
    {
        // Python 2 wrote u'...' for Unicode text, and b'...' may come from Python 3.
        if (Peek() is 'u' or 'b')
            _at++;
        char quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Unreadable();
        int end = text.IndexOf(quote, _at + 1);
        if (end < 0)
            throw Unreadable();
        string value = text[(_at + 1)..end];
        _at = end + 1;
        return value;
    }

    public bool Boolean()
    {
        Peek();
        foreach (bool value in (ReadOnlySpan<bool>)[false, true])
        {
            string word = value ? "True" : "False";
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0)
                continue;
            _at += word.Length;
            return value;
        }

        throw Unreadable();
    }

    public IReadOnlyList<long> Tuple(int most)
    {
        var values = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            values.Add(Number());
            if (values.Count > most)
                throw Unreadable();
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return values;
    }

    private long Number()
    {
        Peek();
        int start = _at;
        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
        if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
            throw Unreadable();
        // Python 2 writes its long integers as 3L.
        if (_at < text.Length && text[_at] is 'L' or 'l')
            _at++;
        return value;
    }

    private TensorFileException Unreadable() =>
        NpyHeader.Damaged(file, string.Create(CultureInfo.InvariantCulture, $"has a header that makes no sense at character {_at + 1}"));
}
