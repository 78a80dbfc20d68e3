using System.IO.Enumeration;

namespace GroupConv.Kernel.Handlers;

/// <summary>The input history of this session, for consoles. Beyond a limit the oldest cells are dropped.</summary>
internal sealed class History
{
    /// <summary>The number of this session. Earlier sessions are not kept.</summary>
    public const int Session = 1;

    private const int MostCells = 10_000;
    private const int MostCharacters = 16_000_000;

    private readonly LinkedList<HistoryEntry> _cells = [];
    private int _characters;

    /// <summary>Adds a cell.</summary>
    /// <param name="line">Its number.</param>
    /// <param name="input">Its text.</param>
    /// <param name="output">Its value as text, or null.</param>
    public void Add(int line, string input, string? output)
    {
        var entry = new HistoryEntry(line, input, output);
        _cells.AddLast(entry);
        _characters += entry.Characters;
        while (_cells.Count > MostCells || (_characters > MostCharacters && _cells.Count > 1))
        {
            _characters -= _cells.First!.Value.Characters;
            _cells.RemoveFirst();
        }
    }

    /// <summary>The latest cells, in order.</summary>
    /// <param name="count">The maximum number.</param>
    public IReadOnlyList<HistoryEntry> Tail(int count) => [.. _cells.TakeLast(count)];

    /// <summary>Cells of one session by their numbers.</summary>
    /// <param name="session">0 for this session; negative numbers select earlier ones, of which none is kept.</param>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The number after the last; null for no limit.</param>
    public IReadOnlyList<HistoryEntry> Range(int session, int start, int? stop) =>
        session is 0 or Session ? [.. _cells.Where(c => c.Line >= start && (stop is null || c.Line < stop))] : [];

    /// <summary>The latest cells that match a pattern, in order.</summary>
    /// <param name="pattern">A glob with <c>*</c> and <c>?</c>.</param>
    /// <param name="count">The maximum number; null for all.</param>
    /// <param name="unique">Whether to keep only the latest of equal cells.</param>
    public IReadOnlyList<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        string escaped = pattern.Replace("\\", "\\\\", StringComparison.Ordinal);
        var found = _cells.Reverse().Where(c => FileSystemName.MatchesSimpleExpression(escaped, c.Input, ignoreCase: false));
        if (unique)
            found = found.DistinctBy(c => c.Input);
        return [.. found.Take(count ?? int.MaxValue).Reverse()];
    }
}

/// <summary>A cell that ran.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Input">Its text.</param>
/// <param name="Output">Its value as text, or null.</param>
internal sealed record HistoryEntry(int Line, string Input, string? Output)
{
    /// <summary>Its size in characters.</summary>
    public int Characters => Input.Length + (Output?.Length ?? 0);
}
