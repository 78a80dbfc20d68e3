using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws the layers of a text as a table: name, layer, weight, channels of a group, parameters.</summary>
internal sealed class LayersView : View<LayersResult>
{
    private const int RowLimit = 300;
    private const int UnreadLimit = 40;
    private static readonly string[] s_head = ["name", "layer", "weight", "channels a group", "kind", "parameters"];

    /// <inheritdoc/>
    protected override MimeBundle Draw(LayersResult value)
    {
        var shown = Elision.Pick(value.Layers.Count, RowLimit);
        string more = shown.Count < value.Layers.Count ? $"showing {shown.Count} of {Numbers.Of(value.Layers.Count, "layer")}" : "";
        var rows = shown.Select(i => Row(value.Layers[i], i)).ToList();
        int grouped = value.Layers.Count(layer => layer.Spec.Groups > 1);
        double parameters = value.Layers.Sum(layer => ConvCost.ParametersOf(layer.Spec));
        string first = Lines.First(
            Numbers.Of(value.Layers.Count, "convolution"), $"{grouped} with groups > 1",
                $"{Numbers.ShortOf(parameters, "parameter")} in them");
        var unread = value.Unread ?? [];
        string rest = unread.Count == 0 ? "" : $"{Numbers.Of(unread.Count, "layer")} not read:";
        string[] problems = [.. unread.Take(UnreadLimit)];
        string left = unread.Count > UnreadLimit ? $"and {Numbers.Of(unread.Count - UnreadLimit, "layer")} more" : "";
        string below = rest.Length == 0
            ? ""
            : string.Join('\n', ["", rest, .. problems.Select(problem => "  " + problem), left]).TrimEnd() + "\n";
        string text = $"{first}\n{Lines.Table(s_head, rows)}{(more.Length == 0 ? "" : more + "\n")}{below}{Lines.CSharp(value.CSharp)}";
        var list = rest.Length == 0
            ? Markup.Empty
            : Markup.Of($"<h4>{rest}</h4>{problems.Append(left).Select(problem => Markup.Of($"<p>{problem}</p>"))}");
        return new MimeBundle(text, () => Output.Html(
            Markup.Of(
                $"""
                <div class="gc-lead">{first}</div>{LayerHtml.Table(s_head, rows.Select(row => Markup.Of($"<tr>{row.Select(cell => Markup.Of($"<td>{cell}</td>"))}</tr>")))}
                <p class="gc-quiet">{more}</p>{list}{LayerHtml.CSharp(value.CSharp)}
                """),
            live: false));
    }

    private static string[] Row(NamedLayer layer, int index)
    {
        var spec = layer.Spec;
        return
        [
            layer.Name.Length > 0 ? layer.Name : FormattableString.Invariant($"{index}"),
            LayerText.Short(spec),
            spec.WeightShape.ToString(),
            Numbers.Arrow(spec.InChannelsPerGroup, spec.OutChannelsPerGroup),
            Kind(spec),
            Numbers.Full(ConvCost.ParametersOf(spec)),
        ];
    }

    private static string Kind(ConvSpec spec) =>
        spec.Groups == 1 ? spec.KernelSize.All(1) ? "pointwise" : "dense" : spec.IsDepthwise ? "depthwise" : "grouped";
}
