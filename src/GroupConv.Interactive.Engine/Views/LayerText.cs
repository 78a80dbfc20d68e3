using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A layer in words: the same words wherever a layer is shown.</summary>
internal static class LayerText
{
    /// <summary>Groups in a table before it is cut.</summary>
    public const int GroupsInTable = 8;

    /// <summary>Such as <c>Conv2d 64→128 k3 p1 g4</c>; defaults are left out.</summary>
    /// <param name="spec">The layer.</param>
    public static string Short(Conv2dSpec spec)
    {
        string[] parts =
        [
            $"Conv2d {Numbers.Arrow(spec.InChannels, spec.OutChannels)}",
            $"k{Tight(spec.KernelSize)}",
            spec.Stride == 1 ? "" : $"s{Tight(spec.Stride)}",
            spec.Padding == Padding2d.Valid ? "" : spec.Padding.IsSame ? "p=same" : $"p{Tight(spec.Padding)}",
            spec.Dilation == 1 ? "" : $"d{Tight(spec.Dilation)}",
            FormattableString.Invariant($"g{spec.Groups}"),
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>The first line of a layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="cost">What it costs on an input, if one is known.</param>
    public static string Summary(Conv2dSpec spec, Conv2dCost? cost = null) => Lines.First(
        Short(spec),
        $"weight {Conv2dShape.Shape(spec.WeightShape)}",
        $"{Numbers.Arrow(spec.InChannelsPerGroup, spec.OutChannelsPerGroup)} channels a group",
        $"{Numbers.Short(Conv2dCost.ParametersOf(spec))} parameters",
        cost is { } known ? $"{Numbers.Short(known.Macs)} MACs" : "",
        spec.Bias ? "" : "no bias",
        spec.PaddingMode == PaddingMode.Zeros ? "" : $"padded by {spec.PaddingMode.ToString().ToLowerInvariant()}");

    /// <summary>What the groups mean for the channels, as a sentence.</summary>
    /// <param name="spec">The layer.</param>
    public static string Lead(Conv2dSpec spec)
    {
        if (spec.Groups == 1)
            return $"One dense convolution: each of the {Numbers.Of(spec.OutChannels, "output channel")} reads {All(spec.InChannels, "input channel")}.";
        string outputs = Numbers.Of(spec.OutChannelsPerGroup, "output channel");
        string own = $"{Numbers.Of(spec.Multiplier, "filter")} of its own";
        return spec.IsDepthwise
            ? $"Depthwise{(spec.Multiplier == 1 ? "" : FormattableString.Invariant($" with multiplier {spec.Multiplier}"))}: each of the {Numbers.Of(spec.InChannels, "input channel")} is a group, convolved with {own}."
            : $"{Numbers.Of(spec.Groups, "convolution")} side by side: each reads {Numbers.Of(spec.InChannelsPerGroup, "input channel")} and makes {outputs}; their outputs are concatenated.";
    }

    /// <summary>What each group reads, owns and makes.</summary>
    /// <param name="slice">The group.</param>
    public static string[] Row(GroupSlice slice) =>
    [
        FormattableString.Invariant($"{slice.Group}"),
        $"in {GroupSlice.Span(slice.FirstInput, slice.LastInput)}",
        GroupSlice.Span(slice.FirstOutput, slice.LastOutput),
        $"out {GroupSlice.Span(slice.FirstOutput, slice.LastOutput)}",
    ];

    /// <summary>The wiring as a table of text.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="limit">How many groups fit.</param>
    public static string Wiring(Conv2dSpec spec, int limit)
    {
        var shown = Elision.Pick(spec.Groups, limit);
        string table = Lines.Table(["group", "reads", "weight rows", "makes"], shown.Select(group => Row(spec.Slice(group))));
        return shown.Count == spec.Groups ? table : $"{table}  showing {shown.Count} of {Numbers.Of(spec.Groups, "group")}\n";
    }

    /// <summary>The output size in one dimension, with the numbers filled in.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="height">The height, or the width.</param>
    public static string SizeFormula(Conv2dShape shape, bool height)
    {
        var (spec, padding) = (shape.Spec, shape.Padding);
        var (input, before, after, dilation, kernel, stride, output) = height
            ? (shape.InHeight, padding.Top, padding.Bottom, spec.Dilation.Height, spec.KernelSize.Height, spec.Stride.Height, shape.OutHeight)
            : (shape.InWidth, padding.Left, padding.Right, spec.Dilation.Width, spec.KernelSize.Width, spec.Stride.Width, shape.OutWidth);
        return FormattableString.Invariant($"⌊({input} + {before} + {after} − {dilation}·({kernel} − 1) − 1) / {stride}⌋ + 1 = {output}");
    }

    /// <summary>The parameters, with the numbers filled in.</summary>
    /// <param name="spec">The layer.</param>
    public static string ParametersFormula(Conv2dSpec spec)
    {
        string bias = spec.Bias ? FormattableString.Invariant($" + {spec.OutChannels}") : "";
        return FormattableString.Invariant($"{spec.OutChannels} · {spec.InChannels}/{spec.Groups} · {spec.KernelSize.Height} · {spec.KernelSize.Width}{bias} = ")
            + Numbers.Full(Conv2dCost.ParametersOf(spec));
    }

    /// <summary>The MACs, with the numbers filled in.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="cost">What it costs there.</param>
    public static string MacsFormula(Conv2dShape shape, Conv2dCost cost) =>
        FormattableString.Invariant($"{shape.Batch} · {shape.OutHeight} · {shape.OutWidth} · {shape.Spec.OutChannels} · {shape.Spec.InChannels}/{shape.Spec.Groups} · {shape.Spec.KernelSize.Height} · {shape.Spec.KernelSize.Width} = ")
        + Numbers.Full(cost.Macs);

    private static string All(int count, string noun) => count == 1 ? $"the one {noun}" : $"all {Numbers.Of(count, noun)}";

    private static string Tight(IntPair pair) => pair.Height == pair.Width
        ? FormattableString.Invariant($"{pair.Height}")
        : Numbers.By(pair.Height, pair.Width);

    private static string Tight(Padding2d padding) => padding.Top == padding.Bottom && padding.Left == padding.Right
        ? Tight(new IntPair(padding.Top, padding.Left))
        : FormattableString.Invariant($"[{padding.Top},{padding.Bottom},{padding.Left},{padding.Right}]");
}
