using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws what a grouped layer equals: a picture, the difference and the code of each.</summary>
internal sealed class ProveView : View<ProveResult>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(ProveResult value)
    {
        var spec = value.Shape.Spec;
        string verdicts = string.Join(" · ", value.Proofs.Select(proof => $"{Name(proof.Kind)}: {Short(proof)}"));
        string first = Lines.First(LayerText.Short(spec), verdicts);
        var lines = value.Proofs.Select(proof => $"\n{Name(proof.Kind)}: {Long(value, proof)}\n    {Words(spec, proof.Kind)}\n    {proof.CSharp}\n");
        string none = spec.Groups == 1 ? "\ngroups=1 is one dense convolution: there is nothing else that it stands for. Try: --groups 2\n" : "";
        string text = $"{first}\ninput {value.Shape.Input}, {value.Source} → output {value.Shape.Output}\n{string.Concat(lines)}{none}";
        return new MimeBundle(text, () => Html(value, none.Trim()));
    }

    private static string Html(ProveResult value, string none)
    {
        var spec = value.Shape.Spec;
        var rows = value.Proofs.Select(proof => Markup.Of(
            $"""
            <section class="gc-proof"><div>{Output.Picture(ProofPicture.Draw(spec, proof.Kind), Words(spec, proof.Kind))}</div><div><div class="gc-group-name">{Name(proof.Kind)}: {Long(value, proof)}</div><p class="gc-quiet">{Words(spec, proof.Kind)}</p><pre><code>{proof.CSharp}</code></pre></div></section>
            """));
        return Output.Html(
            Markup.Of(
                $"{LayerHtml.Head(spec)}<p class=\"gc-quiet\">input {value.Shape.Input.ToString()}, {value.Source} → output {value.Shape.Output.ToString()}</p>{rows}<p class=\"gc-quiet\">{none}</p>"),
            live: true);
    }

    private static string Name(Equivalence kind) => kind switch
    {
        Equivalence.SideBySide => "side by side",
        Equivalence.BlockDiagonal => "block-diagonal",
        _ => "channel by channel",
    };

    private static string Short(Proof proof) => proof.Differing == 0 ? "equal bits"
        : double.IsNaN(proof.MaxAbsDifference) ? "NaN differs"
        : $"{Numbers.Value(proof.Ulp)} ULP";

    private static string Long(ProveResult value, Proof proof)
    {
        if (proof.Differing == 0)
            return $"equal to the last bit in all {Numbers.Full(value.Shape.OutputElements)} outputs";
        if (double.IsNaN(proof.MaxAbsDifference))
            return "NaN stands in one output alone";
        return $"differs by at most {Numbers.Value(proof.MaxAbsDifference)}, {Numbers.Value(proof.Ulp)} units in the last place of the largest output "
            + $"({Numbers.Value(value.LargestOutput)}): the same sums, rounded in another order";
    }

    private static string Words(ConvSpec spec, Equivalence kind) => kind switch
    {
        Equivalence.SideBySide =>
            $"{Numbers.Of(spec.Groups, "layer")} of {Numbers.Arrow(spec.InChannelsPerGroup, spec.OutChannelsPerGroup)} channels, each on its slice of the input; their outputs concatenated.",
        Equivalence.BlockDiagonal =>
            $"One dense layer of {Numbers.Arrow(spec.InChannels, spec.OutChannels)} channels whose weight is zero outside of {Numbers.Of(spec.Groups, "block")}: {Numbers.Ratio(100.0 * (spec.Groups - 1) / spec.Groups)}% of it.",
        _ => $"{Numbers.Of(spec.InChannels, "call")} of one channel, as one would write it without groups.",
    };
}
