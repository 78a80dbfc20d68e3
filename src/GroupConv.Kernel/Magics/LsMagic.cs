using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!lsmagic</c>: lists the magics.</summary>
internal sealed class LsMagic : IMagic
{
    /// <inheritdoc/>
    public string Name => "lsmagic";

    /// <inheritdoc/>
    public string Description => "Lists the magics.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        var (text, html) = (new StringBuilder(),
            new StringBuilder("<table><thead><tr><th>Magic</th><th>What it does</th></tr></thead><tbody>"));
        var rows = call.Host.Magics.Where(m => m.IsListed)
            .Select(m => (Names: string.Join(", ", m.Aliases.Prepend(m.Name).Select(n => "#!" + n)), m.Description))
            .Append(("#r \"nuget: Id, Version\"", "Loads a package, with what it needs."))
            .Append(("#r \"path.dll\"", "Loads an assembly."))
            .Append(("#i \"nuget:SOURCE\"", "Adds a source of packages: an address or a folder."))
            .OrderBy(row => row.Item1, StringComparer.Ordinal)
            .ToList();
        int width = rows.Max(row => row.Item1.Length);
        foreach (var (names, description) in rows)
        {
            text.Append(names.PadRight(width + 2)).Append(description).Append('\n');
            html.Append("<tr><td style=\"text-align:left\"><code>").Append(WebUtility.HtmlEncode(names))
                .Append("</code></td><td style=\"text-align:left\">")
                .Append(WebUtility.HtmlEncode(description)).Append("</td></tr>");
        }

        CellScope.Required.DisplayData(new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["text/html"] = html.Append("</tbody></table>").ToString(),
            ["text/plain"] = text.ToString().TrimEnd('\n'),
        });
        return new MagicResult();
    }
}
