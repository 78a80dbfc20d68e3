using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Magics;

/// <summary>Displays a DataFrame of Microsoft.Data.Analysis as a table, in any version of that library.</summary>
internal static class NotebookTables
{
    /// <summary>The library.</summary>
    public const string Library = "Microsoft.Data.Analysis";

    private const int MostColumns = 50;

    /// <summary>Registers the formatters.</summary>
    /// <param name="library">The library.</param>
    public static void Register(Assembly library)
    {
        var columns = library.GetType(Library + ".DataFrame")?.GetProperty("Columns");
        var column = library.GetType(Library + ".DataFrameColumn");
        var (name, length, item) = (
            column?.GetProperty("Name"), column?.GetProperty("Length"), column?.GetProperty("Item", typeof(object), [typeof(long)]));
        if (columns is null || name is null || length is null || item is null)
            return;

        Formatter.Register(columns.DeclaringType!, (frame, writer) => writer.Write(Text(Read(frame))), PlainTextFormatter.MimeType);
        Formatter.Register(columns.DeclaringType!, (frame, writer) => writer.Write(Html(Read(frame))), HtmlFormatter.MimeType);

        Table Read(object frame)
        {
            var all = ((IEnumerable)columns.GetValue(frame)!).Cast<object>().ToList();
            var shown = all.Take(MostColumns).ToList();
            long rows = shown.Count == 0 ? 0 : (long)length.GetValue(shown[0])!;
            return new Table(
                rows,
                all.Count,
                [.. shown.Select(c => (string)name.GetValue(c)!)],
                [.. Enumerable.Range(0, (int)Math.Min(rows, Formatter.ListExpansionLimit))
                    .Select(row => shown.Select(c => Value(item.GetValue(c, [(long)row]))).ToArray())]);
        }
    }

    private static string Value(object? value) => value switch
    {
        null => Formatter.NullString,
        DateTime time => time.ToString("u", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Html(Table table)
    {
        var html = new StringBuilder("<table><thead><tr><th><i>index</i></th>");
        foreach (string name in table.Names)
            html.Append("<th>").Append(WebUtility.HtmlEncode(name)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        for (int row = 0; row < table.Cells.Count; row++)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{row}</td>");
            foreach (string cell in table.Cells[row])
                html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table><p>").Append(table.Size).Append("</p>").ToString();
    }

    private static string Text(Table table)
    {
        int[] widths = [.. table.Names.Select((name, i) => table.Cells.Select(row => row[i].Length).Append(name.Length).Max())];
        var lines = table.Cells.Prepend(table.Names)
            .Select(row => string.Join("  ", row.Select((cell, i) => cell.PadLeft(widths[i]))).TrimEnd());
        return string.Join('\n', lines.Append(table.Size));
    }

    /// <summary>The part of a DataFrame that is shown.</summary>
    /// <param name="Rows">The number of all rows.</param>
    /// <param name="Columns">The number of all columns.</param>
    /// <param name="Names">The names of the columns.</param>
    /// <param name="Cells">The rows.</param>
    private sealed record Table(long Rows, int Columns, string[] Names, IReadOnlyList<string[]> Cells)
    {
        public string Size => string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} rows, {Columns} columns")
            + (Cells.Count < Rows || Names.Length < Columns
                ? string.Create(CultureInfo.InvariantCulture, $"; {Cells.Count} rows and {Names.Length} columns are shown") : "");
    }
}
