namespace GroupConv.Kernel.Scripting;

/// <summary>A text that may stand at the cursor.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it is, as front ends choose icons by it: function, class, property, variable, keyword, magic, option, path, ...</param>
internal sealed record Completion(string Text, string Kind);

/// <summary>What may stand at the cursor, and what it replaces.</summary>
/// <param name="Entries">The texts, best first.</param>
/// <param name="Start">Where the replaced text starts.</param>
/// <param name="End">Where it ends.</param>
internal sealed record CompletionSet(IReadOnlyList<Completion> Entries, int Start, int End)
{
    /// <summary>Nothing.</summary>
    /// <param name="position">Where the cursor is.</param>
    public static CompletionSet None(int position) => new([], position, position);

    /// <summary>The same, of a text that begins earlier.</summary>
    /// <param name="offset">How much earlier.</param>
    public CompletionSet Shift(int offset) => new(Entries, Start + offset, End + offset);
}
