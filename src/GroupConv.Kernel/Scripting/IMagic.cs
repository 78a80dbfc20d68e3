namespace GroupConv.Kernel.Scripting;

/// <summary>A command that a cell gives with a line <c>#!name ...</c>.</summary>
internal interface IMagic
{
    /// <summary>Its name, without <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>Words that may follow the name, for completion.</summary>
    IReadOnlyList<string> Words { get; }

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

/// <summary>How a magic ended.</summary>
/// <param name="Failure">Null where it worked.</param>
/// <param name="CellConsumed">Whether it has read the rest of the cell, which then does not run.</param>
internal sealed record MagicResult(CellFailure? Failure = null, bool CellConsumed = false);
