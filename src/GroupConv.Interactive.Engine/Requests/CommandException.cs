namespace GroupConv.Interactive.Engine.Requests;

/// <summary>A user's mistake; its message is all that is shown.</summary>
/// <param name="message">What is wrong, why, which values would be right, and a fix to copy.</param>
internal sealed class CommandException(string message) : Exception(message);
