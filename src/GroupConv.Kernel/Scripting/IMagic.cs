namespace GroupConv.Kernel.Scripting;

/// <summary>A magic: a line <c>#!name ...</c> in a cell.</summary>
internal interface IMagic
{
    /// <summary>Its name, without <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>Aliases.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>A one-line description.</summary>
    string Description { get; }

    /// <summary>Whether <c>#!lsmagic</c> and completion list it.</summary>
    bool IsListed => true;

    /// <summary>Words that may follow the name: options and verbs.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>The candidates for the word at the cursor.</summary>
    /// <param name="cursor">The line and the position.</param>
    IEnumerable<string> WordsAt(MagicCursor cursor) => Words;

    /// <summary>The completions at a position of an unfinished line; by default those of <see cref="WordsAt"/> that match.</summary>
    /// <param name="cursor">The line and the position.</param>
    CompletionSet Complete(MagicCursor cursor)
    {
        string before = cursor.Line[..cursor.Position];
        string word = before[(before.LastIndexOf(' ') + 1)..];
        return new CompletionSet(
            [.. WordsAt(cursor).Where(w => w.StartsWith(word, StringComparison.Ordinal))
                .Select(w => new Completion(w, w.StartsWith('-') ? "option" : "value"))],
            cursor.Position - word.Length,
            cursor.Position);
    }

    /// <summary>The help at a position of the line; null for none.</summary>
    /// <param name="cursor">The line and the position.</param>
    string? Explain(MagicCursor cursor) => $"#!{Name}\n{Description}";

    /// <summary>How many of some lines the magic in the first of them takes, at least 1.</summary>
    /// <param name="lines">The lines of the cell, from the magic's on.</param>
    int LinesOf(IReadOnlyList<string> lines) => 1;

    /// <summary>Whether a magic waits for another line.</summary>
    /// <param name="text">Its lines so far.</param>
    bool IsUnfinished(string text) => false;

    /// <summary>Runs the line.</summary>
    /// <param name="call">The line and the session.</param>
    MagicResult Run(MagicCall call);
}

/// <summary>A call of a magic.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Cell">The whole cell.</param>
/// <param name="Body">The text after a line that switches the language, up to the next such line; otherwise null.</param>
/// <param name="Host">The session.</param>
/// <param name="Cancellation">Cancelled when the user interrupts.</param>
internal sealed record MagicCall(string Line, string Cell, string? Body, ICellHost Host, CancellationToken Cancellation)
{
    /// <summary>The notebook's variables.</summary>
    public IScriptVariables Variables => Host.Variables;
}

/// <summary>An unfinished magic line.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Position">The cursor.</param>
/// <param name="Variables">The notebook's variables.</param>
internal sealed record MagicCursor(string Line, int Position, IScriptVariables Variables);

/// <summary>The result of a magic.</summary>
/// <param name="Failure">Null for success.</param>
/// <param name="AtEnd">An action for the end of the cell, failed or not.</param>
internal sealed record MagicResult(CellFailure? Failure = null, Action? AtEnd = null)
{
    /// <summary>A mistake in the line.</summary>
    /// <param name="message">The message.</param>
    public static MagicResult Mistake(string message) => new(CellFailure.Plain("MagicError", message));
}
