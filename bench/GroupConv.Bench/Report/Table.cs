using System.Text;

namespace GroupConv.Bench.Report;

/// <summary>
/// A table for Markdown and terminals: cells are padded, the first column on the right, the others on the left.
/// </summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Headers">The columns' names.</param>
/// <param name="Rows">The cells.</param>
internal sealed record Table(string Caption, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public string ToMarkdown()
    {
        int[] widths = [.. Headers.Select((header, i) => Rows.Select(row => row[i].Length).Append(header.Length).Max())];
        var text = new StringBuilder();
        if (Caption.Length > 0)
            text.Append("## ").Append(Caption).Append("\n\n");
        Line(Headers);
        text.Append('|').AppendJoin('|', widths.Select((width, i) => " " + new string('-', width) + (i == 0 ? " " : ":")));
        text.Append("|\n");
        foreach (var row in Rows)
            Line(row);
        return text.ToString();

        void Line(IReadOnlyList<string> cells) => text.Append("| ")
            .AppendJoin(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))
            .Append(" |\n");
    }
}
