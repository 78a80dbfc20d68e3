namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A name, such as <c>torch</c>.</summary>
    Name,

    /// <summary>A number, such as <c>64</c> or <c>1e-5</c>.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A bracket, an operator or another mark.</summary>
    Mark,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A piece of source text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text; of a text in quotes, what stands between them.</param>
/// <param name="Start">Its position.</param>
/// <param name="End">The position behind it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    /// <summary>Whether this is the mark.</summary>
    /// <param name="mark">The mark.</param>
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;
}
