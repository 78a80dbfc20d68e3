using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws what would run for a layer on an input, and why.</summary>
internal sealed class ConvPlanView : View<ConvPlan>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(ConvPlan value)
    {
        var shape = value.Shape;
        var cost = ConvCost.Of(shape);
        string threads = Numbers.Of(value.Threads, "thread"), workspace = Numbers.Bytes(value.WorkspaceBytes);
        string sizes = $"{shape.Input} → {shape.Output}";
        string first = Lines.First(LayerText.Short(shape.Spec), value.Algorithm, threads, $"{workspace} workspace", sizes);
        string text = $"{first}\n{LayerText.Summary(shape.Spec, cost)}\n{value.ToMultilineString()}\n";
        return new MimeBundle(text, () => Output.Html(
            Markup.Of(
                $"""
                {LayerHtml.Head(shape.Spec)}<p class="gc-formula">{sizes}</p>{LayerHtml.Facts(
                    (value.Algorithm, "algorithm"),
                    (threads, value.Threads == 1 ? "does the work" : "share the work"),
                    (workspace, "workspace"),
                    (value.PackedBytes == 0 ? "" : Numbers.Bytes(value.PackedBytes), "packed weight"),
                    (Numbers.Short(cost.Macs), Numbers.Noun(cost.Macs, "MAC")),
                    (value.Error is { } error ? FormattableString.Invariant($"{error:0.0e+0}") : "", "estimated rounding error, of the largest output"))}<p>{value.Reason}</p><p class="gc-quiet">{value.Blocking}</p><p class="gc-quiet">{value.Bound.ToString()}</p>
                """),
            live: false));
    }
}
