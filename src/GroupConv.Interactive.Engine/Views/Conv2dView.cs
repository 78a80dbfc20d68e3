using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a layer with its weight: wiring, statistics and the filters by group.</summary>
internal sealed class Conv2dView : View<Conv2d>
{
    private const int FilterLimit = 64;

    /// <inheritdoc/>
    protected override MimeBundle Draw(Conv2d value)
    {
        var spec = value.Spec;
        var weight = Planes.Of(value.Weight);
        var all = weight.Measure();
        string bias = value.Bias is null ? "no bias" : TensorText.Summary(Planes.Of(value.Bias), Planes.Of(value.Bias).Measure());
        string text = $"{LayerText.Summary(spec)}\n{spec}\n{LayerText.Lead(spec)}\nweight  {TensorText.Summary(weight, all)}\nbias    {bias}\n\n{LayerText.Wiring(spec, LayerText.GroupsInTable)}";
        return new MimeBundle(text, () => Html(value, weight, all));
    }

    private static string Html(Conv2d value, Planes weight, Statistics all)
    {
        var spec = value.Spec;
        var sheet = WeightSheet.Of(spec, weight, all, FilterLimit);
        string shown = sheet.Tiles.Count < spec.OutChannels ? FormattableString.Invariant($"showing {sheet.Tiles.Count} of {spec.OutChannels} weight rows, as many of each group") : "";
        return Output.Html(
            Markup.Of(
                $"""
                {LayerHtml.Head(spec)}{LayerHtml.Facts(
                    (Conv2dShape.Shape(spec.WeightShape), "weight"),
                    (Numbers.Short(Conv2dCost.ParametersOf(spec)), "parameters"),
                    (Numbers.Value(all.Min) + " … " + Numbers.Value(all.Max), "weight values"),
                    (Numbers.Value(all.Deviation), "std of the weight"),
                    (all.NonFiniteText, "not finite in the weight"))}
                <h4>Wiring</h4>{LayerHtml.Wiring(spec, all: false)}
                <h4>Weight</h4>{Output.Picture(TileSvg.Draw(sheet, new TileLayout(sheet)), sheet.Alt)}<p class="gc-quiet">a tile is a weight row: its filters of {Numbers.By(spec.KernelSize.Height, spec.KernelSize.Width)}, one for each input channel it reads</p><p class="gc-quiet">{shown}</p>
                """),
            live: true);
    }
}
