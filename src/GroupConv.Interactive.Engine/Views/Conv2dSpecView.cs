using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a layer's hyperparameters: what its groups mean and how they are wired.</summary>
internal sealed class Conv2dSpecView : View<Conv2dSpec>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(Conv2dSpec value) => new(
        $"{LayerText.Summary(value)}\n{value}\n{LayerText.Lead(value)}\n\n{LayerText.Wiring(value, LayerText.GroupsInTable)}",
        () => Output.Html(
            Markup.Of($"{LayerHtml.Head(value)}{LayerHtml.Facts((Conv2dShape.Shape(value.WeightShape), "weight"), (Numbers.Short(Conv2dCost.ParametersOf(value)), "parameters"))}{LayerHtml.Wiring(value, all: false)}"),
            live: true));
}
