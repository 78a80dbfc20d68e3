using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Language;

/// <summary>Completion and inspection of magic lines, and completion of the paths of <c>#r</c> and <c>#load</c>.</summary>
/// <param name="magics">The magics.</param>
/// <param name="variables">The notebook's variables.</param>
internal sealed class MagicLanguage(IReadOnlyCollection<IMagic> magics, IScriptVariables variables)
{
    /// <summary>Whether a line is a magic.</summary>
    /// <param name="line">The line.</param>
    public static bool IsMagic(string line) => line.TrimStart().StartsWith("#!", StringComparison.Ordinal);

    /// <summary>Completes a line; null if C# completion applies.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">The cursor in it.</param>
    public CompletionSet? Complete(string line, int position)
    {
        string before = line[..position];
        int start = before.Length - before.TrimStart().Length;
        if (!before.AsSpan(start).StartsWith("#!"))
            return Path(before, start);
        if (!before[start..].Any(char.IsWhiteSpace))
            return new CompletionSet([.. Names().Where(n => n.StartsWith(before[start..], StringComparison.Ordinal))
                .Select(n => new Completion(n, "magic"))], start, position);

        return Find(line[start..])?.Complete(new MagicCursor(line[start..], position - start, variables)).Shift(start)
            ?? CompletionSet.None(position);
    }

    /// <summary>Explains a magic line at a position; null if there is nothing to say.</summary>
    /// <param name="line">The line.</param>
    /// <param name="position">The cursor in it.</param>
    public string? Explain(string line, int position)
    {
        int start = line.Length - line.TrimStart().Length;
        return Find(line[start..])?.Explain(new MagicCursor(line[start..], Math.Max(0, position - start), variables));
    }

    /// <summary>How many of some lines the magic in the first of them takes, at least 1.</summary>
    /// <param name="lines">The lines, from the magic's on.</param>
    public int LinesOf(IReadOnlyList<string> lines) => Find(lines[0].Trim())?.LinesOf(lines) ?? 1;

    /// <summary>Whether a magic line waits for another one.</summary>
    /// <param name="line">The line, or its lines.</param>
    public bool IsUnfinished(string line) => Find(line.TrimStart())?.IsUnfinished(line) ?? false;

    /// <summary>Whether the line is a known magic.</summary>
    /// <param name="line">The line.</param>
    public bool Knows(string line) => Find(line.TrimStart()) is not null || Names().Contains(line.Trim());

    private IEnumerable<string> Names() =>
        magics.Where(m => m.IsListed).Select(m => m.Name).Order(StringComparer.Ordinal).Select(n => "#!" + n);

    private IMagic? Find(string line)
    {
        string name = line[Math.Min(2, line.Length)..].Split((char[]?)null, 2)[0];
        return magics.FirstOrDefault(m => m.Name == name || m.Aliases.Contains(name));
    }

    /// <summary>Completes an open string after <c>#r</c> or <c>#load</c>.</summary>
    private static CompletionSet? Path(string before, int start)
    {
        int quote = before.IndexOf('"', StringComparison.Ordinal);
        if (quote < 0 || before.IndexOf('"', quote + 1) >= 0)
            return null;
        string directive = before[start..quote].TrimEnd();
        if (directive is not ("#r" or "#load"))
            return null;

        string written = before[(quote + 1)..];
        string[] extensions = directive == "#r" ? [".dll"] : [".csx", ".cs"];
        var paths = PathCompletion.Complete(written, extensions);
        return new CompletionSet([.. paths.Select(p => new Completion(p, "path"))], quote + 1, before.Length);
    }
}
