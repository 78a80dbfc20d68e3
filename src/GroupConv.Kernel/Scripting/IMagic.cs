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

    /// <summary>Words that may stand at the end of a line, for completion: those that begin with what is typed are offered.</summary>
    /// <param name="before">The line up to the cursor, with <c>#!name</c>.</param>
    /// <param name="variables">The notebook's variables.</param>
    IEnumerable<string> Complete(string before, IScriptVariables variables) => Words;

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

/// <summary>How a magic ended.</summary>
/// <param name="Failure">Null where it worked.</param>
/// <param name="CellConsumed">Whether it has read the rest of the cell, which then does not run.</param>
/// <param name="AtEnd">What to do when the cell has ended, however it did.</param>
internal sealed record MagicResult(CellFailure? Failure = null, bool CellConsumed = false, Action? AtEnd = null)
{
    /// <summary>A mistake in the line.</summary>
    /// <param name="message">The whole message.</param>
    public static MagicResult Mistake(string message) => new(CellFailure.Plain("MagicError", message));
}
