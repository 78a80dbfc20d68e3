using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws which channels each group reads and makes.</summary>
internal sealed class WiringView : View<WiringResult>
{
    // A line of the table is about 50 characters.
    private const int AllLimit = 1024;
    private const int ChannelLimit = 128;

    /// <inheritdoc/>
    protected override MimeBundle Draw(WiringResult value)
    {
        var spec = value.Spec;
        string text = $"{LayerText.Summary(spec)}\n{LayerText.Lead(spec)}\n\n{LayerText.Wiring(spec, value.All ? AllLimit : WiringDiagram.LaneLimit)}{(value.All ? "\n" + LayerText.Channels(spec, ChannelLimit) : "")}{Lines.CSharp(value.CSharp)}";
        return new MimeBundle(
            text,
            () => Output.Html(
                Markup.Of($"{LayerHtml.Head(spec)}{LayerHtml.Wiring(spec, value.All)}{LayerHtml.CSharp(value.CSharp)}"), live: true));
    }
}
