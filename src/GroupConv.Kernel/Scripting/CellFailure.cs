namespace GroupConv.Kernel.Scripting;

/// <summary>The error of a failed cell.</summary>
/// <param name="Name">The error name: the type of an exception, <c>CompilationError</c>, ...</param>
/// <param name="Message">The message.</param>
/// <param name="Traceback">The lines to show.</param>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Traceback)
{
    /// <summary>A mistake of the user: one message, no trace.</summary>
    /// <param name="name">The error name.</param>
    /// <param name="message">The message.</param>
    public static CellFailure Plain(string name, string message) => new(name, message, [message]);
}
