namespace GroupConv.Interactive.Results;

/// <summary>The help of a verb or of all, made by the grammar.</summary>
/// <param name="Text">The help.</param>
public sealed record HelpResult(string Text);
