namespace GroupConv.Kernel.Scripting;

/// <summary>A command that a cell gives with a line <c>#!name ...</c>.</summary>
internal interface IMagic
{
    /// <summary>Its name, without <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>Other names of it.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>What it does, in a line.</summary>
    string Description { get; }

    /// <summary>Whether lists of magics and completion name it.</summary>
    bool IsListed => true;

    /// <summary>Words that may follow the name anywhere: options and verbs.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>The words among which the one at the cursor is completed.</summary>
    /// <param name="cursor">The line and the position.</param>
    IEnumerable<string> WordsAt(MagicCursor cursor) => Words;

    /// <summary>What may stand at a position of an unfinished line: by default those of <see cref="WordsAt"/> that begin like the one there.</summary>
    /// <param name="cursor">The line and the position.</param>
    CompletionSet Complete(MagicCursor cursor)
    {
        var before = cursor.Line[..cursor.Position];
        var word = before[(before.LastIndexOf(' ') + 1)..];
        return new CompletionSet(
            [.. WordsAt(cursor).Where(w => w.StartsWith(word, StringComparison.Ordinal)).Select(w => new Completion(w, w.StartsWith('-') ? "option" : "value"))],
            cursor.Position - word.Length,
            cursor.Position);
    }

    /// <summary>Says what stands at a position of the line; null where there is nothing to say.</summary>
    /// <param name="cursor">The line and the position.</param>
    string? Explain(MagicCursor cursor) => $"#!{Name}\n{Description}";

    /// <summary>Runs the line.</summary>
    /// <param name="call">The line and what it may use.</param>
    MagicResult Run(MagicCall call);
}

/// <summary>A magic line, and the notebook around it.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Cell">The whole cell.</param>
/// <param name="Body">What follows a line that changes the language, up to the next such line; else null.</param>
/// <param name="Host">The session.</param>
/// <param name="Cancellation">Cancelled when the user interrupts.</param>
internal sealed record MagicCall(string Line, string Cell, string? Body, ICellHost Host, CancellationToken Cancellation)
{
    /// <summary>The notebook's variables.</summary>
    public IScriptVariables Variables => Host.Variables;
}

/// <summary>A magic line that is being written.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Position">Where the cursor is.</param>
/// <param name="Variables">The notebook's variables.</param>
internal sealed record MagicCursor(string Line, int Position, IScriptVariables Variables);

/// <summary>How a magic ended.</summary>
/// <param name="Failure">Null where it worked.</param>
/// <param name="AtEnd">What to do when the cell has ended, however it did.</param>
internal sealed record MagicResult(CellFailure? Failure = null, Action? AtEnd = null)
{
    /// <summary>A mistake in the line.</summary>
    /// <param name="message">The whole message.</param>
    public static MagicResult Mistake(string message) => new(CellFailure.Plain("MagicError", message));
}
