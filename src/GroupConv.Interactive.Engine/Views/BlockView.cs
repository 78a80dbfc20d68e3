using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws the dense block-diagonal weight beside the packed one; what is not stored is grey.</summary>
internal sealed class BlockView : View<BlockResult>
{
    private const int DenseWidth = 440;
    private const int LeastWidth = 44;
    private const int MostHeight = 560;
    private const int GroupsInText = 8;

    /// <inheritdoc/>
    protected override MimeBundle Draw(BlockResult value)
    {
        var spec = value.Spec;
        var weight = Planes.Of(value.Weight);
        var all = weight.Measure();
        string stored = spec.Groups == 1 ? "all of it is stored"
            : $"1/{spec.Groups.ToString(System.Globalization.CultureInfo.InvariantCulture)} of it is stored";
        string first = Lines.First(
            LayerText.Short(spec),
            $"dense weight {spec.WithGroups(1).WeightShape}",
            $"packed {spec.WeightShape}",
            stored);
        string text = $"{first}\n{Numbers.Full(value.DenseNumbers)} numbers dense ({Numbers.Bytes(4.0 * value.DenseNumbers)}), "
            + $"{Numbers.Full(weight.Lengths.Aggregate(1L, (a, b) => a * b))} packed ({Numbers.Bytes(4.0 * value.DenseNumbers / spec.Groups)})\n\n"
            + $"{Sketch(spec)}{Lines.CSharp(value.CSharp)}";
        return new MimeBundle(text, () => Html(value, weight, all, stored));
    }

    private static string Html(BlockResult value, Planes weight, Statistics all, string stored)
    {
        var spec = value.Spec;
        var matrix = new BlockMatrix(spec, weight);
        var scale = ColorScale.Of(all.Min, all.Max);
        double height = Math.Clamp(DenseWidth * (double)matrix.RowChannels / matrix.DenseColumns, 60, MostHeight);
        double width = Math.Min(DenseWidth, Math.Max(LeastWidth, height * matrix.DenseColumns / matrix.RowChannels));
        double packedWidth = Math.Max(LeastWidth, width / spec.Groups);
        (string rows, string columns) = spec.Transposed ? ("input", "output") : ("output", "input");
        var dense = Picture(
            matrix.Dense(), scale, width, height, $"dense {spec.WithGroups(1).WeightShape}",
                $"{Numbers.Full(value.DenseNumbers)} numbers, {stored}", "dense");
        var packed = Picture(
            matrix.Packed(), scale, packedWidth, height, $"packed {spec.WeightShape}",
                $"{Numbers.Full(value.Weight.FlattenedLength)} numbers", "packed");
        string data = FormattableString.Invariant($"{matrix.RowChannels} {matrix.PackedColumns} {spec.Groups} {rows} {columns}");
        string taps = matrix.HasTaps ? "a place is a filter, drawn tap by tap" : "a place is a filter, drawn by its tap furthest from 0";
        return Output.Html(
            Markup.Of(
                $"{LayerHtml.Head(spec)}{MapGrid.ScaleBar(scale)}<div class=\"gc-block\" data-block=\"{data}\">{dense}{packed}</div><p class=\"gc-read gc-quiet\" role=\"status\"></p><p class=\"gc-quiet\">a row is an {rows} channel, a column an {columns} channel, {taps}; grey is zero and not stored</p>{LayerHtml.CSharp(value.CSharp)}"),
            live: true,
            extra: "block.js");
    }

    private static Markup Picture(Cells cells, ColorScale scale, double width, double height, string name, string note, string kind)
    {
        string data = Convert.ToBase64String(MapPng.Encode(cells, scale));
        return Markup.Of(
            $"<figure class=\"gc-tile\" tabindex=\"0\" data-kind=\"{kind}\" style=\"width:{width}px\"><figcaption><b>{name}</b> <span>{note}</span></figcaption><div class=\"gc-frame\" style=\"aspect-ratio:{width}/{height}\"><img class=\"gc-map\" width=\"{(int)width}\" height=\"{(int)height}\" src=\"data:image/png;base64,{data}\" alt=\"{name}, {note}\"></div></figure>");
    }

    // The blocks as letters: what is not stored is a dot.
    private static string Sketch(ConvSpec spec)
    {
        int groups = Math.Min(spec.Groups, GroupsInText);
        var lines = Enumerable.Range(0, groups).Select(row =>
            "    " + string.Concat(Enumerable.Range(0, groups).Select(column => column == row ? "███" : " · "))
                + $"   {(row == 0 ? "packed: " : "        ")}███");
        string more = groups < spec.Groups ? FormattableString.Invariant($"    {groups} of {spec.Groups} blocks\n") : "";
        return string.Join('\n', lines) + "\n" + more;
    }
}
