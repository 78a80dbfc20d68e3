using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Packages;

/// <summary>Displays the packages that are being installed, then those that were installed.</summary>
/// <param name="output">The cell's output.</param>
internal sealed class InstallView(ICellOutput output)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private bool _shown;

    /// <summary>Displays the packages that are being installed.</summary>
    /// <param name="sources">Sources that cells named.</param>
    /// <param name="packages">The packages.</param>
    /// <param name="ticks">The number of updates so far: one more dot each time.</param>
    public void Installing(IReadOnlyList<string> sources, IReadOnlyList<string> packages, int ticks) =>
        Show([("Restore sources", sources), ("Installing Packages", [.. packages.Select(p => p + new string('.', ticks))])]);

    /// <summary>Replaces the display by the installed packages.</summary>
    /// <param name="sources">Sources that cells named.</param>
    /// <param name="packages">The packages with their versions.</param>
    public void Installed(IReadOnlyList<string> sources, IReadOnlyList<string> packages) =>
        Show([("Restore sources", sources), ("Installed Packages", packages)]);

    /// <summary>Replaces the display by the packages that failed.</summary>
    /// <param name="packages">The packages.</param>
    public void Failed(IReadOnlyList<string> packages) => Show([("Packages not installed", packages)]);

    private void Show(IReadOnlyList<(string Title, IReadOnlyList<string> Items)> lists)
    {
        var (text, html) = (new StringBuilder(), new StringBuilder("<div>"));
        foreach (var (title, items) in lists.Where(l => l.Items.Count > 0))
        {
            text.Append(title).Append('\n');
            html.Append("<div><strong>").Append(title).Append("</strong><ul>");
            foreach (string? item in items)
            {
                text.Append(" - ").Append(item).Append('\n');
                html.Append("<li><span>").Append(WebUtility.HtmlEncode(item)).Append("</span></li>");
            }

            html.Append("</ul></div>");
        }

        var bundle = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["text/html"] = html.Append("</div>").ToString(),
            ["text/plain"] = text.ToString().TrimEnd('\n'),
        };
        if (_shown)
            output.Update(bundle, _id);
        else
            output.Display(bundle, _id);
        _shown = true;
    }
}
