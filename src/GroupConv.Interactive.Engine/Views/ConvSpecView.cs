using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a layer's hyperparameters: what its groups mean and how they are wired.</summary>
internal sealed class ConvSpecView : View<ConvSpec>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(ConvSpec value) => new(
        $"{LayerText.Summary(value)}\n{value}\n{LayerText.Lead(value)}\n\n{LayerText.Wiring(value, LayerText.GroupsInTable)}",
        () => Output.Html(
            Markup.Of(
                $"{LayerHtml.Head(value)}{LayerHtml.Facts((value.WeightShape.ToString(), "weight"), (Numbers.Short(ConvCost.ParametersOf(value)), Numbers.Noun(ConvCost.ParametersOf(value), "parameter")))}{LayerHtml.Wiring(value, all: false)}"),
            live: true));
}
