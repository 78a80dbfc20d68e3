namespace GroupConv.Kernel.Scripting;

/// <summary>A completion.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">Its kind, by which front ends choose icons: function, class, property, variable, keyword, magic, option, path,
/// ...</param>
internal sealed record Completion(string Text, string Kind);

/// <summary>The completions at the cursor and the text that they replace.</summary>
/// <param name="Entries">The completions, best first.</param>
/// <param name="Start">The start of the replaced text.</param>
/// <param name="End">The end of the replaced text.</param>
internal sealed record CompletionSet(IReadOnlyList<Completion> Entries, int Start, int End)
{
    /// <summary>No completions.</summary>
    /// <param name="position">The cursor.</param>
    public static CompletionSet None(int position) => new([], position, position);

    /// <summary>The same completions, for a text with a prefix.</summary>
    /// <param name="offset">The length of the prefix.</param>
    public CompletionSet Shift(int offset) => new(Entries, Start + offset, End + offset);
}
