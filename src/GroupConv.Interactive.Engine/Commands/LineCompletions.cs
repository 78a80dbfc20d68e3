using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>Completes a line with the grammar that parses it.</summary>
internal static class LineCompletions
{
    private static readonly string[] Everywhere = ["--help"];

    /// <summary>What may stand at the end of the text.</summary>
    /// <param name="before">The line up to the cursor.</param>
    /// <param name="notebook">The notebook.</param>
    public static LineCompletion Of(string before, Notebook notebook)
    {
        var (whole, word) = MagicLine.SplitUnfinished(before);
        if (PyTorchCompletion.Of(word) is { } inside && whole.Count > 0)
            return new LineCompletion(before.Length - inside.Written.Length, before.Length, inside.Entries);

        // An option and its value may be one word.
        int equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals > 0)
            (whole, word) = ([.. whole, word[..equals]], word[(equals + 1)..]);

        // Where quotes stand within the word, it is not what stands before the cursor.
        if (!before.EndsWith(word, StringComparison.Ordinal))
            return new LineCompletion(before.Length, before.Length, []);

        var entries = (whole switch
        {
            [] => Verbs(),
            ["help"] => Verbs(),
            _ => Grammar.Complete([.. whole, word], notebook),
        }).Where(entry => entry.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase));
        return new LineCompletion(before.Length - word.Length, before.Length, [.. entries.Select(entry => Quoted(entry, before, word))]);
    }

    /// <summary>Help for what stands at a position.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">The position.</param>
    public static string Explain(string line, int position)
    {
        int end = position;
        while (end < line.Length && !char.IsWhiteSpace(line[end]))
            end++;
        var (whole, word) = MagicLine.SplitUnfinished(line[..end]);
        return Grammar.Explain(word.Length > 0 ? [.. whole, word] : whole, MagicLine.IsMagic(line) ? MagicLine.Magic : "groupconv");
    }

    private static IEnumerable<LineCompletionEntry> Verbs() =>
        CommandTable.Rows.Select(verb => verb.Name).Append("help").Concat(Everywhere).Select(
            name => new LineCompletionEntry(name, name[0] == '-' ? "option" : "verb"));

    /// <summary>Paths with spaces need quotes, where none is open.</summary>
    private static LineCompletionEntry Quoted(LineCompletionEntry entry, string before, string word)
    {
        bool open = before.Length > word.Length && before[^(word.Length + 1)] is '"' or '\'';
        return entry.Kind == "path" && !open && entry.Text.Contains(' ', StringComparison.Ordinal)
            ? entry with { Text = MagicLine.Join([entry.Text]) }
            : entry;
    }
}
