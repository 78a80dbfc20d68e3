using System.Text;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Plain text: first lines that stand alone, and tables.</summary>
internal static class Lines
{
    /// <summary>The most characters of a first line.</summary>
    public const int FirstLineLimit = 120;

    /// <summary>Joins parts with a dot, leaving out last parts (never the first) where the line would be too long.</summary>
    /// <param name="parts">The parts, most important first; empty ones are skipped.</param>
    public static string First(params IEnumerable<string> parts)
    {
        var line = new StringBuilder();
        foreach (string part in parts.Select(OneLine).Where(part => part.Length > 0))
        {
            if (line.Length == 0)
                line.Append(Clip(part, FirstLineLimit));
            else if (line.Length + 3 + part.Length <= FirstLineLimit)
                line.Append(" · ").Append(part);
        }

        return line.ToString();
    }

    /// <summary>Text cut to a length, with an ellipsis where something is missing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The most characters.</param>
    public static string Clip(string text, int length)
    {
        if (text.Length <= length)
            return text;
        int end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The C# that does the same, as the end of a text.</summary>
    /// <param name="code">The line; nothing is said where it is empty.</param>
    public static string CSharp(string code) => code.Length == 0 ? "" : $"\nC#: {code}\n";

    /// <summary>A table with columns padded by spaces; columns of numbers stand right.</summary>
    /// <param name="head">The column heads.</param>
    /// <param name="rows">The rows, each as long as the head.</param>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(head).ToList();
        int[] widths = [.. Enumerable.Range(0, head.Count).Select(column => all.Max(row => row[column].Length))];
        bool[] right = [.. Enumerable.Range(0, head.Count).Select(column => all.Skip(1).All(row => IsNumber(row[column])))];
        var text = new StringBuilder();
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) => right[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append("  ").AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static bool IsNumber(string cell) => cell.Length > 0 && (char.IsAsciiDigit(cell[0]) || cell[0] == '-' || cell[0] == '+');

    private static string OneLine(string part) => string.Join(' ', part.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
