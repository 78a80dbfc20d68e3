namespace GroupConv.Kernel.Scripting;

/// <summary>Why a cell failed, as an error message says it.</summary>
/// <param name="Name">The kind: an exception's type, <c>CompilationError</c>, ...</param>
/// <param name="Message">What happened.</param>
/// <param name="Traceback">Lines to show.</param>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Traceback)
{
    /// <summary>A mistake of the user that one message explains.</summary>
    /// <param name="name">The kind.</param>
    /// <param name="message">The whole message.</param>
    public static CellFailure Plain(string name, string message) => new(name, message, [message]);
}
