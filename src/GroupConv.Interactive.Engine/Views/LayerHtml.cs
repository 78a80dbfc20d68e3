using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A layer in HTML: the same parts wherever a layer is shown.</summary>
internal static class LayerHtml
{
    // Groups that a folded table may still list: a row is about 100 bytes.
    private const int FoldedLimit = 256;

    /// <summary>The layer as PyTorch writes it, and what its groups mean.</summary>
    /// <param name="spec">The layer.</param>
    public static Markup Head(ConvSpec spec) =>
        Markup.Of($"<div class=\"gc-title\">{spec.ToString()}</div><div class=\"gc-lead\">{LayerText.Lead(spec)}</div>");

    /// <summary>Numbers that matter, each with its name.</summary>
    /// <param name="facts">The numbers and names; those without a number are skipped.</param>
    public static Markup Facts(params IEnumerable<(string Number, string Name)> facts) => Markup.Of(
        $"<div class=\"gc-facts\">{facts.Where(fact => fact.Number.Length > 0).Select(fact => Markup.Of($"<div class=\"gc-fact\"><b>{fact.Number}</b> <span>{fact.Name}</span></div>"))}</div>");

    /// <summary>The wiring diagram, with a word on what it leaves out.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="all">Whether to draw every group.</param>
    public static Markup Wiring(ConvSpec spec, bool all)
    {
        var (svg, shown, isBundled) = WiringDiagram.Draw(spec, all);
        return Markup.Of($"{Output.Picture(svg, WiringDiagram.Alt(spec))}{Showing(shown, spec.Groups, isBundled, all)}");
    }

    /// <summary>Which channels and weight rows belong to which group: the first groups and the last, the others folded away.</summary>
    /// <param name="spec">The layer.</param>
    public static Markup Groups(ConvSpec spec)
    {
        var shown = Elision.Pick(spec.Groups, LayerText.GroupsInTable);
        if (shown.Count == spec.Groups)
            return Table(spec, shown);
        var folded = Elision.Pick(spec.Groups, FoldedLimit);
        string label = folded.Count == spec.Groups
            ? $"all {Numbers.Of(spec.Groups, "group")}"
            : $"{folded.Count} of {Numbers.Of(spec.Groups, "group")}";
        return Markup.Of(
            $"{Table(spec, shown)}<p class=\"gc-quiet\">showing {shown.Count} of {spec.Groups}</p><details><summary>{label}</summary>{Table(spec, folded)}</details>");
    }

    /// <summary>A table.</summary>
    /// <param name="head">The column heads.</param>
    /// <param name="rows">The rows.</param>
    public static Markup Table(IReadOnlyList<string> head, IEnumerable<Markup> rows) => Markup.Of(
        $"<div class=\"gc-scroll\"><table><thead><tr>{head.Select(cell => Markup.Of($"<th>{cell}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>");

    /// <summary>
    /// Formulas one below the other, each with a name; those without a name say in words what the next ones say in numbers.
    /// </summary>
    /// <param name="formulas">The names and formulas.</param>
    public static Markup Formulas(params IEnumerable<(string Name, string Formula)> formulas) => Markup.Of(
        $"<div class=\"gc-scroll\"><table class=\"gc-formulas\"><tbody>{formulas.Select(row => Markup.Of($"<tr{(row.Name.Length == 0 ? Markup.Of($" class=\"gc-quiet\"") : Markup.Empty)}><th>{row.Name}</th><td>{row.Formula}</td></tr>"))}</tbody></table></div>");

    /// <summary>A line of C# to copy.</summary>
    /// <param name="code">The line; nothing is shown where it is empty.</param>
    public static Markup CSharp(string code) =>
        code.Length == 0 ? Markup.Empty : Markup.Of($"<h4>The same in C#</h4><pre><code>{code}</code></pre>");

    private static Markup Showing(int shown, int groups, bool isBundled, bool all)
    {
        string more = (shown < groups, isBundled, all) switch
        {
            (true, _, true) => $"showing {shown} of {Numbers.Of(groups, "group")}, as many as an output holds",
            (true, _, false) => $"showing {shown} of {Numbers.Of(groups, "group")}; the verb wiring with --all shows more",
            (false, true, true) => "showing channels in bundles, as many as an output holds",
            (false, true, false) when groups <= WiringDiagram.WideLanes =>
                "showing channels in bundles; the verb wiring with --all shows each",
            _ => "",
        };
        return more.Length == 0 ? Markup.Empty : Markup.Of($"<p class=\"gc-quiet\">{more}</p>");
    }

    private static Markup Table(ConvSpec spec, IReadOnlyList<int> groups) => Table(
        ["group", "reads", "weight rows", "makes"],
        groups.Select((group, i) =>
        {
            var cells = LayerText.Row(spec, spec.Slice(group));
            var gap = i > 0 && groups[i - 1] != group - 1 ? Markup.Of($"<tr><td colspan=\"4\">⋮</td></tr>") : Markup.Empty;
            return Markup.Of(
                $"{gap}<tr><td><span class=\"gc-swatch\" style=\"background:{Palette.Color(group)}\"></span>{cells[0]}</td><td>{cells[1]}</td><td>{cells[2]}</td><td>{cells[3]}</td></tr>");
        }));
}
