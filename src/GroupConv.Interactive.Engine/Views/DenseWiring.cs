using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>The wiring of a layer of one group: a mesh of lines, since every output reads every input.</summary>
internal static class DenseWiring
{
    private const int Width = 880;
    private const int Inputs = 200;
    private const int Outputs = 662;
    private const int Node = 18;
    private const int Top = 84;
    private const int LeastHeight = 264;
    private const int LabelHeight = 16;

    // With more channels, bundles of them stand for them.
    private const int MostNodes = 12;
    private const int Bundled = 8;
    private const int MostOfAll = 64;

    // A curve takes twice the bytes of a straight line.
    private const int MostCurves = 400;

    /// <summary>Whether bundles of channels are drawn.</summary>
    /// <param name="spec">A layer of one group.</param>
    /// <param name="all">Whether to draw every channel, as far as an output can hold them.</param>
    public static bool IsBundled(ConvSpec spec, bool all) => Math.Max(spec.InChannels, spec.OutChannels) > (all ? MostOfAll : MostNodes);

    /// <summary>Draws the wiring.</summary>
    /// <param name="spec">A layer of one group.</param>
    /// <param name="all">Whether to draw every channel, as far as an output can hold them.</param>
    public static Markup Draw(ConvSpec spec, bool all)
    {
        var left = Bundles(spec.InChannels, all);
        var right = Bundles(spec.OutChannels, all);
        double larger = Math.Max(spec.InChannels, spec.OutChannels);
        double height = Math.Max(LeastHeight, Math.Max(left.Count, right.Count) * LabelHeight);
        // The side with fewer channels is lower, in proportion, as long as its labels fit.
        double inRoom = Math.Max(height * spec.InChannels / larger, left.Count * LabelHeight);
        double outRoom = Math.Max(height * spec.OutChannels / larger, right.Count * LabelHeight);
        string color = Palette.Color(0);
        double opacity = Math.Clamp(24.0 / (left.Count * right.Count), 0.22, 0.8);
        bool isStraight = left.Count * right.Count > MostCurves;
        var mesh = left.SelectMany((_, i) => right.Select(
            (_, j) => Line(Middle(i, left.Count, inRoom, height), Middle(j, right.Count, outRoom, height), isStraight)));
        var lines = Markup.Of($"<path d=\"{mesh}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.4\" stroke-opacity=\"{opacity}\"/>");
        var inputs = left.Select((bundle, i) => Channel(bundle, Inputs, Middle(i, left.Count, inRoom, height), inRoom / left.Count, "in"));
        var outputs = right.Select((bundle, i) => Channel(bundle, Outputs, Middle(i, right.Count, outRoom, height), outRoom / right.Count,
            "out"));
        var heads = Markup.Of(
            $"{Svg.Text(Inputs + Node, 30, $"input · {Numbers.Of(spec.InChannels, "channel")}", 12, dim: true, anchor: "end")}{Svg.Text(Width / 2.0, 30, $"1 group · weight {spec.WeightShape}", 12, dim: true, anchor: "middle")}{Svg.Text(Outputs, 30, $"output · {Numbers.Of(spec.OutChannels, "channel")}", 12, dim: true)}");
        var words = Markup.Of(
            $"{Svg.Text(Width / 2.0, 54, "every output reads every input", 13, anchor: "middle", bold: true)}{Svg.Text(Width / 2.0, 71, WiringDiagram.Filters(spec, spec.Slice(0)), 12, dim: true, anchor: "middle")}");
        var lane = Markup.Of($"<g class=\"gc-lane\"><title>{spec.Slice(0).ToString()}</title>{lines}{inputs}{outputs}</g>");
        return Svg.Document(Width, Top + height + 16, Markup.Of($"{heads}{words}{lane}"));

        Markup Channel((int First, int Last) bundle, double x, double middle, double pitch, string side)
        {
            double size = Math.Clamp(pitch - 4, 3, 16);
            bool isInput = side == "in";
            var label = Svg.Text(
                isInput ? x - 10 : x + Node + 10,
                middle + 4,
                $"{side} {GroupSlice.Span(bundle.First, bundle.Last)}",
                12.5,
                anchor: isInput ? "end" : "start");
            return Markup.Of(
                $"<rect x=\"{x}\" y=\"{middle - size / 2}\" width=\"{Node}\" height=\"{size}\" rx=\"3\" fill=\"{color}\"/>{label}");
        }
    }

    private static double Middle(int index, int count, double room, double height) =>
        Top + (height - room) / 2 + (index + 0.5) * room / count;

    private static Markup Line(double from, double to, bool straight) => straight
        ? Markup.Of($"M{Inputs + Node} {from}L{Outputs} {to}")
        : Markup.Of($"M{Inputs + Node} {from}C{(Inputs + Outputs) / 2} {from} {(Inputs + Outputs) / 2} {to} {Outputs} {to}");

    private static List<(int First, int Last)> Bundles(int count, bool all)
    {
        int nodes = count <= (all ? MostOfAll : MostNodes) ? count : all ? MostOfAll : Bundled;
        return [.. Enumerable.Range(0, nodes).Select(i => ((int)((long)i * count / nodes), (int)((long)(i + 1) * count / nodes) - 1))];
    }
}
