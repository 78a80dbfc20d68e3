using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// The wiring of a layer as a picture: input channels on the left, groups in the middle, output channels on the right. Few groups
/// stand in one column, each a lane with its channels, in bundles where they are many; many groups become slim lanes in several columns.
/// </summary>
internal static class WiringDiagram
{
    /// <summary>Up to so many groups stand in one column with their channels.</summary>
    public const int WideLanes = 16;

    /// <summary>Groups drawn unless all are asked for.</summary>
    public const int LaneLimit = 64;

    private const int Width = 880;
    private const int ByteLimit = 110_000;

    // Channels with a node of their own where all are asked for: each takes about 400 bytes.
    private const int NodeLimit = 256;

    /// <summary>Draws the wiring.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="all">Whether to draw every group and channel, as far as an output can hold them.</param>
    /// <returns>The picture, how many groups it shows, and whether channels of a group are drawn in bundles.</returns>
    public static (Markup Svg, int Shown, bool IsBundled) Draw(ConvSpec spec, bool all)
    {
        if (spec.Groups == 1)
            return (DenseWiring.Draw(spec, all), 1, DenseWiring.IsBundled(spec, all));
        if (spec.Groups <= WideLanes)
        {
            int most = Bundling(spec, all);
            return (Wide(spec, most), spec.Groups, most < Math.Max(spec.InChannelsPerGroup, spec.OutChannelsPerGroup));
        }

        for (int lanes = all ? Math.Min(spec.Groups, 1024) : Math.Min(spec.Groups, LaneLimit); ; lanes = lanes * 3 / 4)
        {
            var svg = Slim(spec, lanes);
            if (svg.ToString().Length <= ByteLimit || lanes <= LaneLimit)
                return (svg, lanes, spec.InChannelsPerGroup > 1 || spec.OutChannelsPerGroup > 1);
        }
    }

    /// <summary>The picture in words.</summary>
    /// <param name="spec">The layer.</param>
    public static string Alt(ConvSpec spec)
    {
        var shown = Elision.Pick(spec.Groups, 4).Select(group => spec.Slice(group).ToString());
        return $"Wiring of {spec}: {string.Join("; ", shown)}{(spec.Groups > 4 ? $"; showing 4 of {Numbers.Of(spec.Groups, "group")}" : "")}.";
    }

    /// <summary>How many nodes the inputs, or the outputs, of a group may have.</summary>
    private static int Bundling(ConvSpec spec, bool all)
    {
        int most = Math.Max(spec.InChannels, spec.OutChannels);
        if (most <= 24 || (all && (long)spec.InChannels + spec.OutChannels <= NodeLimit))
            return int.MaxValue;
        return all ? NodeLimit / 2 / spec.Groups : 1;
    }

    /// <summary>Draws few groups.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="most">How many nodes the inputs, or the outputs, of a group may have.</param>
    private static Markup Wide(ConvSpec spec, int most)
    {
        const int BoxLeft = 316, BoxRight = 564, Inputs = 150, Outputs = 712, Node = 18, Gap = 12;
        int larger = Math.Max(spec.InChannelsPerGroup, spec.OutChannelsPerGroup), busiest = Math.Min(most, larger);
        // Names of many channels are small and stand close.
        (double spacing, double letters) = busiest * spec.Groups > 32 ? (15, 11) : (22, 13);
        double y = 56;
        var lanes = new List<Markup>();
        foreach (var slice in spec.Slices())
        {
            var inputs = Bundles(slice.FirstInput, slice.Inputs, most);
            var outputs = Bundles(slice.FirstOutput, slice.Outputs, most);
            int nodes = Math.Max(inputs.Count, outputs.Count);
            double height = Math.Max(nodes * spacing, spec.Groups <= 4 ? 56 : spec.Groups <= 8 ? 44 : 28);
            var left = inputs.Select((bundle, i) => Channel(bundle, i, inputs.Count, "in"));
            var right = outputs.Select((bundle, i) => Channel(bundle, i, outputs.Count, "out"));
            lanes.Add(Lane(spec, slice, Markup.Of($"{left}{right}{Box(slice, spec, BoxLeft, y, BoxRight - BoxLeft, height)}")));
            y += height + Gap;

            Markup Channel((int First, int Last) bundle, int index, int count, string side)
            {
                bool isInput = side == "in";
                double pitch = height / count;
                int channels = bundle.Last - bundle.First + 1;
                // Bars are as high as they hold channels, beside each other and from group to group.
                double size = channels == 1 ? Math.Min(16, pitch - 4) : count > 1 ? pitch - 5 : Math.Max(4, pitch * channels / larger);
                double top = y + index * pitch, nodeTop = top + (pitch - size) / 2, middle = top + pitch / 2;
                double x = isInput ? Inputs : Outputs;
                string color = Palette.Color(slice.Group);
                // The flow leaves the node in its full height and meets the box in the part that is this bundle's.
                var flow = bundle.First == bundle.Last
                    ? Line(isInput ? x + Node : BoxRight, middle, isInput ? BoxLeft : x, middle, color)
                    : isInput
                        ? Ribbon(x + Node, nodeTop, nodeTop + size, BoxLeft, top + 1, top + pitch - 1, color)
                        : Ribbon(BoxRight, top + 1, top + pitch - 1, x, nodeTop, nodeTop + size, color);
                double labelX = isInput ? x - 10 : x + Node + 10;
                string anchor = isInput ? "end" : "start";
                bool roomy = height >= 34 && channels > 1;
                var label = Svg.Text(
                    labelX, middle + (roomy ? -2 : 4), $"{side} {GroupSlice.Span(bundle.First, bundle.Last)}", letters, anchor: anchor);
                var amount = roomy && bundle.First != bundle.Last
                    ? Svg.Text(labelX, middle + 14, Numbers.Of(channels, "channel"), 11, dim: true, anchor: anchor)
                    : Markup.Empty;
                return Markup.Of($"{flow}{Stack(x, nodeTop, Node, size, channels, color)}{label}{amount}");
            }
        }

        var heads = Markup.Of(
            $"""
            {Svg.Text(Inputs + Node, 30, $"input · {Numbers.Of(spec.InChannels, "channel")}", 12, dim: true, anchor: "end")}{Svg.Text((BoxLeft + BoxRight) / 2, 30, $"{Numbers.Of(spec.Groups, "group")} · weight {spec.WeightShape}", 12, dim: true, anchor: "middle")}{Svg.Text(Outputs, 30, $"output · {Numbers.Of(spec.OutChannels, "channel")}", 12, dim: true)}
            """);
        return Svg.Document(Width, y + 10, Markup.Of($"{heads}{lanes}"));
    }

    private static Markup Slim(ConvSpec spec, int limit)
    {
        const int Top = 54, Pitch = 25, Height = 20, Margin = 18, Gutter = 20, Stub = 12;
        var shown = Elision.Pick(spec.Groups, limit);
        var last = spec.Slice(spec.Groups - 1);
        double inRoom = Room($"in {GroupSlice.Span(last.FirstInput, last.LastInput)}");
        double outRoom = Room($"out {GroupSlice.Span(last.FirstOutput, last.LastOutput)}");
        double boxRoom = Room($"group {last.Group} · {Rows(spec, last)}") + 8;
        double lane = inRoom + outRoom + boxRoom + 2 * (12 + 6 + Stub);
        int columns = Math.Clamp((int)((Width - 2 * Margin + Gutter) / (lane + Gutter)), 1, 3);
        double room = (Width - 2 * Margin - (columns - 1) * Gutter) / (double)columns;
        int cells = shown.Count + (shown.Count < spec.Groups ? 1 : 0);
        int rows = (cells + columns - 1) / columns;
        var parts = new List<Markup>();
        for (int cell = 0; cell < cells; cell++)
        {
            double x = Margin + cell / rows * (room + Gutter), y = Top + cell % rows * Pitch;
            int gap = shown.Count < spec.Groups ? shown.Count - 2 : -1;
            parts.Add(cell == gap
                ? Svg.Text(
                    x + room / 2, y + 15, $"⋯ {Numbers.Of(spec.Groups - shown.Count, "group")} more ⋯", 12, dim: true, anchor: "middle")
                : SlimLane(spec.Slice(shown[gap >= 0 && cell > gap ? cell - 1 : cell]), x, y));
        }

        string title = $"input · {Numbers.Of(spec.InChannels, "channel")} → {Numbers.Of(spec.Groups, "group")} · weight {spec.WeightShape} → output · {Numbers.Of(spec.OutChannels, "channel")}";
        return Svg.Document(
            Width, Top + rows * Pitch + 12, Markup.Of($"{Svg.Text(Width / 2.0, 30, title, 12, dim: true, anchor: "middle")}{parts}"));

        Markup SlimLane(GroupSlice slice, double x, double y)
        {
            double middle = y + Height / 2.0, inNode = x + inRoom + 6, outNode = x + room - outRoom - 18;
            double left = inNode + 12 + Stub, right = outNode - Stub;
            string color = Palette.Color(slice.Group);
            return Lane(spec, slice, Markup.Of(
                $"""
                <path d="M{inNode + 12} {middle}H{left}M{right} {middle}H{outNode}" fill="none" stroke="{color}" stroke-width="2"/>{Stack(inNode, middle - 6, 12, 12, 1, color)}{Stack(outNode, middle - 6, 12, 12, 1, color)}<rect x="{left}" y="{y}" width="{right - left}" height="{Height}" rx="5" fill="{color}" fill-opacity="0.15" stroke="{color}" stroke-width="1.5" stroke-dasharray="{Palette.Dash(slice.Group)}"/>{Svg.Text(inNode - 6, middle + 4, $"in {GroupSlice.Span(slice.FirstInput, slice.LastInput)}", 12, anchor: "end")}{Svg.Text((left + right) / 2, middle + 4, $"group {slice.Group} · {Rows(spec, slice)}", 11.5, anchor: "middle")}{Svg.Text(outNode + 18, middle + 4, $"out {GroupSlice.Span(slice.FirstOutput, slice.LastOutput)}", 12)}
                """));
        }

        static double Room(string label) => label.Length * 6;
    }

    private static string Rows(ConvSpec spec, GroupSlice slice) =>
        $"{((spec.Transposed ? slice.Inputs : slice.Outputs) == 1 ? "filter" : "filters")} {LayerText.WeightRows(spec, slice)}";

    private static Markup Lane(ConvSpec spec, GroupSlice slice, Markup body) => Markup.Of(
        $"<g class=\"gc-lane\"><title>{slice.ToString()}, {Rows(spec, slice)}</title>{body}</g>");

    private static Markup Box(GroupSlice slice, ConvSpec spec, double x, double y, double width, double height)
    {
        string color = Palette.Color(slice.Group);
        string name = $"group {slice.Group} · {Rows(spec, slice)}";
        double middle = y + height / 2;
        var frame = Markup.Of(
            $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{color}\" fill-opacity=\"0.15\" stroke=\"{color}\" stroke-width=\"1.8\" stroke-dasharray=\"{Palette.Dash(slice.Group)}\"/>");
        return height < 40
            ? Markup.Of($"{frame}{Svg.Text(x + width / 2, middle + 4.5, name, 13, anchor: "middle", bold: true)}")
            : Markup.Of(
                $"{frame}{Svg.Text(x + width / 2, middle - 3, name, 13, anchor: "middle", bold: true)}{Svg.Text(x + width / 2, middle + 14, Filters(spec, slice), 12, dim: true, anchor: "middle")}");
    }

    // Channels as a stack: one block, cut into as many slices as there are channels while they can be told apart.
    private static Markup Stack(double x, double y, double width, double height, int channels, string color)
    {
        int slices = Math.Min(channels, (int)(height / 3));
        var cuts = slices > 1
            ? Markup.Of(
                $"<path d=\"{Enumerable.Range(1, slices - 1).Select(i => Markup.Of($"M{x} {y + i * height / slices}h{width}"))}\" stroke=\"#fff\" stroke-opacity=\"0.65\" stroke-width=\"0.8\"/>")
            : Markup.Empty;
        return Markup.Of($"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\" fill=\"{color}\"/>{cuts}");
    }

    private static Markup Line(double x1, double y1, double x2, double y2, string color) =>
        Markup.Of(
            $"<path d=\"M{x1} {y1}C{(x1 + x2) / 2} {y1} {(x1 + x2) / 2} {y2} {x2} {y2}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-opacity=\"0.75\"/>");

    private static Markup Ribbon(double x1, double top1, double bottom1, double x2, double top2, double bottom2, string color)
    {
        double middle = (x1 + x2) / 2;
        return Markup.Of(
            $"<path d=\"M{x1} {top1}C{middle} {top1} {middle} {top2} {x2} {top2}V{bottom2}C{middle} {bottom2} {middle} {bottom1} {x1} {bottom1}Z\" fill=\"{color}\" fill-opacity=\"0.28\"/>");
    }

    private static List<(int First, int Last)> Bundles(int first, int count, int most)
    {
        int size = most == int.MaxValue ? 1 : (count + most - 1) / most;
        return [.. Enumerable.Range(0, (count + size - 1) / size).Select(
            i => (first + i * size, first + Math.Min((i + 1) * size, count) - 1))];
    }

    /// <summary>How many filters a group has and what each covers: <c>32 filters of 16×3×3</c>.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="slice">The group.</param>
    public static string Filters(ConvSpec spec, GroupSlice slice)
    {
        var taps = spec.KernelSize.Select(length => FormattableString.Invariant($"{length}"));
        return spec.Transposed
            ? $"{Numbers.Of(slice.Inputs, "filter")} of {string.Join('×', [FormattableString.Invariant($"{slice.Outputs}"), .. taps])}"
            : $"{Numbers.Of(slice.Outputs, "filter")} of {string.Join('×', [FormattableString.Invariant($"{slice.Inputs}"), .. taps])}";
    }
}
