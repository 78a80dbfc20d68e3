using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws help as the grammar wrote it.</summary>
internal sealed class HelpView : View<HelpResult>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(HelpResult value) =>
        new(value.Text, () => Output.Html(Markup.Of($"<pre><code>{value.Text}</code></pre>"), live: false));
}
