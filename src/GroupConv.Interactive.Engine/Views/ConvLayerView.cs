using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a layer with its weight: wiring, statistics and the filters by group.</summary>
internal sealed class ConvLayerView : View<ConvLayer>
{
    private const int FilterLimit = 64;

    /// <inheritdoc/>
    protected override MimeBundle Draw(ConvLayer value)
    {
        var spec = value.Spec;
        var weight = Planes.Of(value.Weight);
        var all = weight.Measure();
        string bias = value.Bias is null ? "no bias" : TensorText.Summary(Planes.Of(value.Bias), Planes.Of(value.Bias).Measure());
        string text = $"{LayerText.Summary(spec)}\n{spec}\n{LayerText.Lead(spec)}\nweight  {TensorText.Summary(weight, all)}\nbias    {bias}\n\n{LayerText.Wiring(spec, LayerText.GroupsInTable)}";
        return new MimeBundle(text, () => Html(value, weight, all));
    }

    private static string Html(ConvLayer value, Planes weight, Statistics all)
    {
        var spec = value.Spec;
        var sheet = WeightSheet.Of(spec, weight, all, FilterLimit);
        string shown = sheet.Tiles.Count < spec.WeightShape[0]
            ? FormattableString.Invariant($"showing {sheet.Tiles.Count} of {spec.WeightShape[0]} weight rows, as many of each group")
            : "";
        return Output.Html(
            Markup.Of(
                $"""
                {LayerHtml.Head(spec)}{LayerHtml.Facts(
                    (spec.WeightShape.ToString(), "weight"),
                    (Numbers.Short(ConvCost.ParametersOf(spec)), Numbers.Noun(ConvCost.ParametersOf(spec), "parameter")),
                    (Numbers.Value(all.Min) + " … " + Numbers.Value(all.Max), "weight values"),
                    (Numbers.Value(all.Deviation), "std of the weight"),
                    (all.NonFiniteText, "not finite in the weight"))}
                <h4>Wiring</h4>{LayerHtml.Wiring(spec, all: false)}
                <h4>Weight</h4>{MapGrid.Draw(sheet)}<p class="gc-quiet">{WeightSheet.Caption(spec)}</p><p class="gc-quiet">{shown}</p>
                """),
            live: true,
            extra: MapGrid.Script);
    }
}
