using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;
using GroupConv.Learning;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a network as a table: layers, shapes, parameters, multiply-accumulates.</summary>
internal sealed class ModuleSummaryView : View<ModuleSummary>
{
    private const int RowLimit = 300;
    private const string Indent = "\u2003";

    /// <inheritdoc/>
    protected override MimeBundle Draw(ModuleSummary value)
    {
        string sizes = $"{Shape(value.Input)} → {Shape(value.Output)}";
        var shown = Elision.Pick(value.Rows.Count, RowLimit);
        string more = shown.Count < value.Rows.Count ? $"showing {shown.Count} of {Numbers.Of(value.Rows.Count, "layer")}" : "";
        var rows = shown.Select(i => value.Rows[i]).ToList();
        string table = Lines.Table(
            ["name", "layer", "output", "parameters", "MACs"],
            rows.Select(
                row => new[] { new string(' ', 2 * Depth(row)) + row.Name, Layer(row), Shape(row.Output), Parameters(row), Macs(row) }));
        string first = Lines.First(
            sizes,
            Numbers.ShortOf(value.Parameters, "parameter"),
            Numbers.ShortOf(value.Macs, "MAC"),
            Numbers.Of(value.Rows.Count, "layer"));
        return new MimeBundle($"{first}\n{table}{(more.Length == 0 ? "" : more + "\n")}", () => Output.Html(
            Markup.Of(
                $"""
                <p class="gc-formula">{sizes}</p>{LayerHtml.Facts((Numbers.Full(value.Parameters), Numbers.Noun(value.Parameters, "parameter")), (Numbers.Short(value.Macs), Numbers.Noun(value.Macs, "MAC")))}
                {LayerHtml.Table(["name", "layer", "output", "parameters", "MACs"], rows.Select(Row))}<p class="gc-quiet">{more}</p>
                """),
            live: false));
    }

    private static Markup Row(ModuleRow row) => Markup.Of(
        $"<tr><td>{string.Concat(Enumerable.Repeat(Indent, Depth(row)))}{row.Name}</td><td>{Layer(row)}</td><td>{Shape(row.Output)}</td><td class=\"gc-number\">{Parameters(row)}</td><td class=\"gc-number\">{Macs(row)}</td></tr>");

    private static string Shape(IReadOnlyList<long> lengths) => new TensorShape([.. lengths.Select(length => (nint)length)]).ToString();

    private static int Depth(ModuleRow row) => Math.Min(row.Level, 8);

    private static string Layer(ModuleRow row) => Lines.Clip(row.Layer.ReplaceLineEndings(" "), 90);

    private static string Parameters(ModuleRow row) => row.Parameters == 0 ? "" : Numbers.Full(row.Parameters);

    private static string Macs(ModuleRow row) => row.Macs == 0 ? "" : Numbers.Short(row.Macs);
}
