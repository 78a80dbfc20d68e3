namespace GroupConv.Kernel.Scripting;

/// <summary>A command that a cell gives with a line <c>#!name ...</c>.</summary>
internal interface IMagic
{
    /// <summary>Its name, without <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>Words that may follow the name, for completion.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>What may stand at a position of an unfinished line: by default the words that begin like the one there.</summary>
    /// <param name="cursor">The line and the position.</param>
    CompletionSet Complete(MagicCursor cursor)
    {
        var before = cursor.Line[..cursor.Position];
        var word = before[(before.LastIndexOf(' ') + 1)..];
        return new CompletionSet(
            [.. Words.Where(w => w.StartsWith(word, StringComparison.Ordinal)).Select(w => new Completion(w, "value"))],
            cursor.Position - word.Length,
            cursor.Position);
    }

    /// <summary>Says what stands at a position of the line; null where there is nothing to say.</summary>
    /// <param name="cursor">The line and the position.</param>
    string? Explain(MagicCursor cursor) => null;

    /// <summary>Runs the line.</summary>
    /// <param name="call">The line and what it may use.</param>
    MagicResult Run(MagicCall call);
}

/// <summary>A magic line, and the notebook around it.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Cell">The whole cell.</param>
/// <param name="Variables">The notebook's variables.</param>
/// <param name="Cancellation">Cancelled when the user interrupts.</param>
internal sealed record MagicCall(string Line, string Cell, IScriptVariables Variables, CancellationToken Cancellation);

/// <summary>A magic line that is being written.</summary>
/// <param name="Line">The line, with <c>#!name</c>.</param>
/// <param name="Position">Where the cursor is.</param>
/// <param name="Variables">The notebook's variables.</param>
internal sealed record MagicCursor(string Line, int Position, IScriptVariables Variables);

/// <summary>How a magic ended.</summary>
/// <param name="Failure">Null where it worked.</param>
/// <param name="CellConsumed">Whether it has read the rest of the cell, which then does not run.</param>
internal sealed record MagicResult(CellFailure? Failure = null, bool CellConsumed = false);
