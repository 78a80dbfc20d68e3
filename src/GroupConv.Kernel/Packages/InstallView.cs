using System.Net;
using System.Text;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Packages;

/// <summary>Shows in the cell which packages are being installed, and then which were.</summary>
/// <param name="output">The cell's output.</param>
internal sealed class InstallView(ICellOutput output)
{
    private readonly string _id = Guid.NewGuid().ToString("N");
    private bool _shown;

    /// <summary>Shows what is being installed.</summary>
    /// <param name="sources">Sources that cells named.</param>
    /// <param name="packages">The packages.</param>
    /// <param name="ticks">How often it was shown: one more dot each time.</param>
    public void Installing(IReadOnlyList<string> sources, IReadOnlyList<string> packages, int ticks) =>
        Show([("Restore sources", sources), ("Installing Packages", [.. packages.Select(p => p + new string('.', ticks))])]);

    /// <summary>Shows what was installed, in the place of the above.</summary>
    /// <param name="sources">Sources that cells named.</param>
    /// <param name="packages">The packages with their versions.</param>
    public void Installed(IReadOnlyList<string> sources, IReadOnlyList<string> packages) =>
        Show([("Restore sources", sources), ("Installed Packages", packages)]);

    /// <summary>Shows that nothing was installed.</summary>
    /// <param name="packages">The packages.</param>
    public void Failed(IReadOnlyList<string> packages) => Show([("Packages not installed", packages)]);

    private void Show(IReadOnlyList<(string Title, IReadOnlyList<string> Items)> lists)
    {
        var (text, html) = (new StringBuilder(), new StringBuilder("<div>"));
        foreach (var (title, items) in lists.Where(l => l.Items.Count > 0))
        {
            text.Append(title).Append('\n');
            html.Append("<div><strong>").Append(title).Append("</strong><ul>");
            foreach (var item in items)
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
