using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// Draws all there is to say about a layer: its groups, its wiring, its sizes, what it costs and which other group counts it could have.
/// </summary>
internal sealed class ExplainView : View<ExplainResult>
{
    // All divisors of any channel count that fits an int number at most 1,536; a table of them is folded beyond these.
    private const int ChoicesShown = 12;
    private const int ChoicesLimit = 200;

    /// <inheritdoc/>
    protected override MimeBundle Draw(ExplainResult value) => new(Text(value), () => Output.Html(Html(value), live: true));

    private static string Text(ExplainResult value)
    {
        var (shape, spec, cost) = (value.Shape, value.Shape.Spec, value.Cost);
        return $"""
            {LayerText.Summary(spec, cost)}
            {spec}
            {LayerText.Lead(spec)}

            input       {shape.Input}{Default(value)}
            output      {shape.Output}
            {Sizes(shape)}
            weight      {spec.WeightShape} = {LayerText.WeightAxes(spec)}
            parameters  {LayerText.ParametersFormula(spec)}
            MACs        {LayerText.MacsFormula(shape, cost)}
            FLOPs       2 · MACs = {Numbers.Full(cost.Flops)}
            memory      parameters {Numbers.Bytes(cost.ParameterBytes)}, input {Numbers.Bytes(cost.InputBytes)}, output {Numbers.Bytes(cost.OutputBytes)}
            groups=1    {Numbers.ShortOf(value.DenseCost.Parameters, "parameter")}, {Numbers.ShortOf(value.DenseCost.Macs, "MAC")}: {Saving(value)}
            groups      {Divisors(value)}

            {LayerText.Wiring(spec, LayerText.GroupsInTable)}
            {Choices(value)}{Lines.CSharp(value.CSharp)}
            """.ReplaceLineEndings("\n");
    }

    private static string Divisors(ExplainResult value)
    {
        var (valid, spec) = (value.ValidGroups, value.Shape.Spec);
        var shown = Elision.Pick(valid.Count, ChoicesShown);
        var listed = shown.Select(i => FormattableString.Invariant($"{(i > 0 && !shown.Contains(i - 1) ? "… " : "")}{valid[i]}"));
        return FormattableString.Invariant(
            $"{string.Join(", ", listed)}: the divisors of gcd({spec.InChannels}, {spec.OutChannels}) = {valid[^1]}");
    }

    private static string Choices(ExplainResult value)
    {
        var shown = Elision.Pick(value.ValidGroups.Count, ChoicesLimit);
        return Lines.Table(
            ["valid groups", "channels a group", "parameters", "MACs", "of groups=1"],
            shown.Select(i => Choice(value, value.ValidGroups[i])).Select(
                row => new[] { row.Groups + (row.Current ? " ◀" : ""), row.Channels, row.Parameters, row.Macs, row.Part }));
    }

    private static Markup Html(ExplainResult value)
    {
        var (shape, spec, cost) = (value.Shape, value.Shape.Spec, value.Cost);
        return Markup.Of(
            $"""
            {LayerHtml.Head(spec)}{LayerHtml.Facts(
                (spec.WeightShape.ToString(), $"weight {LayerText.WeightAxes(spec)}"),
                (Numbers.Short(cost.Parameters), Numbers.Noun(cost.Parameters, "parameter")),
                (Numbers.Short(cost.Macs), Numbers.Noun(cost.Macs, "MAC")),
                (spec.Groups == 1 ? "" : FormattableString.Invariant($"÷ {spec.Groups}"), "MACs and weight of groups=1"))}
            <h4>Wiring</h4>{LayerHtml.Wiring(spec, all: false)}{LayerHtml.Groups(spec)}
            <h4>Sizes</h4><p>{$"{shape.Input} → {shape.Output}"}<span class="gc-quiet">{Default(value)}</span></p>
            {LayerHtml.Formulas(
                [("", LayerText.SizeFormula(spec)), .. LayerText.DimensionNames(spec).Select((name, d) => (name, LayerText.SizeFormula(shape, d)))])}
            <h4>Cost</h4>{LayerHtml.Formulas(
                ("", LayerText.ParametersFormulaInWords(spec)),
                ("parameters", LayerText.ParametersFormula(spec)),
                ("", LayerText.MacsFormulaInWords(spec)),
                ("MACs", LayerText.MacsFormula(shape, cost)),
                ("FLOPs", $"2 · MACs = {Numbers.Full(cost.Flops)}"),
                ("groups=1", $"{Numbers.ShortOf(value.DenseCost.Parameters, "parameter")}, {Numbers.ShortOf(value.DenseCost.Macs, "MAC")}: {Saving(value)}"),
                ("memory", $"parameters {Numbers.Bytes(cost.ParameterBytes)} · input {Numbers.Bytes(cost.InputBytes)} · output {Numbers.Bytes(cost.OutputBytes)}"))}
            <h4>Valid groups</h4><p class="gc-quiet">{Divisors(value)}</p>{ChoiceTables(value)}{LayerHtml.CSharp(value.CSharp)}
            """);
    }

    private static Markup ChoiceTables(ExplainResult value)
    {
        int count = value.ValidGroups.Count, current = value.ValidGroups.ToList().IndexOf(value.Shape.Spec.Groups);
        if (count <= ChoicesShown)
            return Table(Enumerable.Range(0, count));
        var shown = Elision.Pick(count, ChoicesShown).Append(current).Where(i => i >= 0).Distinct().Order().ToList();
        return Markup.Of(
            $"{Table(shown)}<p class=\"gc-quiet\">showing {shown.Count} of {count}</p><details><summary>{(count <= ChoicesLimit ? $"all {Numbers.Of(count, "group count")}" : "more group counts")}</summary>{Table(Elision.Pick(count, ChoicesLimit))}</details>");

        Markup Table(IEnumerable<int> indices) => LayerHtml.Table(
            ["groups", "channels a group", "parameters", "MACs", "of groups=1"],
            indices.Select(i => Choice(value, value.ValidGroups[i])).Select(row => Markup.Of(
                $"<tr{(row.Current ? Markup.Of($" class=\"gc-current\"") : Markup.Empty)}><td>{row.Groups}{(row.Current ? " ◀ this layer" : "")}</td><td>{row.Channels}</td><td class=\"gc-number\">{row.Parameters}</td><td class=\"gc-number\">{row.Macs}</td><td>{row.Part}</td></tr>")));
    }

    private static (string Groups, string Channels, string Parameters, string Macs, string Part, bool Current) Choice(
        ExplainResult value, int groups)
    {
        var spec = value.Shape.Spec.WithGroups(groups);
        double macs = value.DenseCost.Macs / groups;
        return (
            FormattableString.Invariant($"{groups}"),
            Numbers.Arrow(spec.InChannelsPerGroup, spec.OutChannelsPerGroup) + (spec.IsDepthwise && groups > 1 ? " depthwise" : ""),
            Numbers.Short(ConvCost.ParametersOf(spec)),
            Numbers.Short(macs),
            groups == 1 ? "dense" : FormattableString.Invariant($"1/{groups}"),
            groups == value.Shape.Spec.Groups);
    }

    private static string Saving(ExplainResult value)
    {
        int groups = value.Shape.Spec.Groups;
        return groups == 1
            ? "this layer"
            : FormattableString.Invariant(
                $"this layer has 1/{groups} of the MACs and of the weight, {Numbers.Ratio(100 * value.Cost.Parameters / value.DenseCost.Parameters)} % of the parameters");
    }

    private static string Default(ExplainResult value) => value.SizeOrigin switch
    {
        InputSizeOrigin.Usual => "  (no size was given; --size asks for another)",
        InputSizeOrigin.Enlarged => $"  (no size was given, and the usual one is too small for this layer: this is --size {string.Join('x', value.Shape.InSize)})",
        _ => "",
    };

    private static string Sizes(ConvShape shape) => string.Join(
        '\n', LayerText.DimensionNames(shape.Spec).Select((name, d) => $"  {name,-10}{LayerText.SizeFormula(shape, d)}"));
}
