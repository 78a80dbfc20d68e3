using System.Globalization;
using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!who</c>: lists the names of the variables.</summary>
internal sealed class WhoMagic : IMagic
{
    /// <inheritdoc/>
    public string Name => "who";

    /// <inheritdoc/>
    public string Description => "Names the variables.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        CellScope.Required.DisplayData(
            ValueBundle.OfText(call.Variables.Names.Count == 0 ? "No variables." : string.Join(", ", call.Variables.Names), "text/plain"));
        return new MagicResult();
    }
}

/// <summary><c>#!whos</c>: lists the variables with types, values and sizes.</summary>
internal sealed class WhosMagic : IMagic
{
    private const int LongestValue = 80;
    private static readonly string[] Columns = ["Variable", "Type", "Value", "Size"];

    /// <inheritdoc/>
    public string Name => "whos";

    /// <inheritdoc/>
    public string Description => "Shows the variables with their types, values and sizes.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        string[][] rows = [.. call.Variables.All.Select(v => new[] { v.Name, TypeName.Of(v.Type), Value(v.Value), Size(v.Bytes) })];
        CellScope.Required.DisplayData(rows.Length == 0
            ? ValueBundle.OfText("No variables.", "text/plain")
            : new SortedDictionary<string, object>(StringComparer.Ordinal) { ["text/html"] = Html(rows), ["text/plain"] = Text(rows) });
        return new MagicResult();
    }

    /// <summary>A size with a unit, in powers of 1000.</summary>
    /// <param name="bytes">The size.</param>
    internal static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>The plain text of a value on one line.</summary>
    private static string Value(object? value)
    {
        string text = string.Join(' ', ((string)ValueBundle.Of(value, "text/plain")["text/plain"])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";
    }

    private static string Html(string[][] rows)
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (string column in Columns)
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"text-align:{Align(column)};padding:2px 10px\">{column}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (string[] row in rows)
        {
            html.Append("<tr>");
            for (int i = 0; i < row.Length; i++)
                html.Append(CultureInfo.InvariantCulture,
                    $"<td style=\"text-align:{Align(Columns[i])};padding:2px 10px\">{WebUtility.HtmlEncode(row[i])}</td>");
            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    private static string Align(string column) => column == "Size" ? "right" : "left";

    private static string Text(string[][] rows)
    {
        string[][] all = [Columns, .. rows];
        int[] widths = Enumerable.Range(0, Columns.Length).Select(i => all.Max(row => row[i].Length)).ToArray();
        return string.Join('\n', all.Select(row =>
            string.Join("  ", row.Select((cell, i) => Columns[i] == "Size" ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
                .TrimEnd()));
    }
}
