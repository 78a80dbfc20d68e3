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
    public static string Short(ConvSpec spec)
    {
        string[] parts =
        [
            $"{spec.Name} {Numbers.Arrow(spec.InChannels, spec.OutChannels)}",
            $"k{Tight(spec.KernelSize)}",
            spec.Stride.All(1) ? "" : $"s{Tight(spec.Stride)}",
            Tight(spec.Padding),
            spec.OutputPadding.All(0) ? "" : $"op{Tight(spec.OutputPadding)}",
            spec.Dilation.All(1) ? "" : $"d{Tight(spec.Dilation)}",
            FormattableString.Invariant($"g{spec.Groups}"),
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>The first line of a layer.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="cost">What it costs on an input, if one is known.</param>
    public static string Summary(ConvSpec spec, ConvCost? cost = null) => Lines.First(
        Short(spec),
        $"weight {ConvShape.Shape(spec.WeightShape)}",
        $"{Numbers.Arrow(spec.InChannelsPerGroup, spec.OutChannelsPerGroup)} channels a group",
        Numbers.ShortOf(ConvCost.ParametersOf(spec), "parameter"),
        cost is { } known ? Numbers.ShortOf(known.Macs, "MAC") : "",
        spec.Bias ? "" : "no bias",
        spec.PaddingMode == PaddingMode.Zeros ? "" : $"padded by {spec.PaddingMode.ToString().ToLowerInvariant()}");

    /// <summary>What the groups mean for the channels, as a sentence.</summary>
    /// <param name="spec">The layer.</param>
    public static string Lead(ConvSpec spec)
    {
        if (spec.Groups == 1)
        {
            string outputs = spec.OutChannels == 1 ? "the one output channel"
                : $"each of the {Numbers.Of(spec.OutChannels, "output channel")}";
            return $"One dense convolution: {outputs} reads {All(spec.InChannels, "input channel")}.";
        }

        string own = $"{Numbers.Of(spec.Multiplier, "filter")} of its own";
        return spec.IsDepthwise
            ? $"Depthwise{(spec.Multiplier == 1 ? "" : FormattableString.Invariant($" with multiplier {spec.Multiplier}"))}: each of the {Numbers.Of(spec.InChannels, "input channel")} is a group, convolved with {own}."
            : $"{Numbers.Of(spec.Groups, "convolution")} side by side: each reads {Numbers.Of(spec.InChannelsPerGroup, "input channel")} and makes {Numbers.Of(spec.OutChannelsPerGroup, "output channel")}; their outputs are concatenated.";
    }

    /// <summary>The rows of the weight that a group owns: those of its outputs; of a transposed layer, those of its inputs.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="slice">The group.</param>
    public static string WeightRows(ConvSpec spec, GroupSlice slice) => spec.Transposed
        ? GroupSlice.Span(slice.FirstInput, slice.LastInput)
        : GroupSlice.Span(slice.FirstOutput, slice.LastOutput);

    /// <summary>The lengths of a group's part of the weight.</summary>
    /// <param name="spec">The layer.</param>
    public static TensorShape WeightOfGroup(ConvSpec spec)
    {
        var whole = spec.WeightShape;
        return [whole[0] / spec.Groups, .. whole.Skip(1)];
    }

    /// <summary>What the lengths of the weight are, in PyTorch's words.</summary>
    /// <param name="spec">The layer.</param>
    public static string WeightAxes(ConvSpec spec)
    {
        string kernel = string.Join(", ", KernelNames(spec));
        return spec.Transposed ? $"[in_channels, out_channels/groups, {kernel}]" : $"[out_channels, in_channels/groups, {kernel}]";
    }

    /// <summary>What each group reads, owns and makes.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="slice">The group.</param>
    public static string[] Row(ConvSpec spec, GroupSlice slice) =>
    [
        FormattableString.Invariant($"{slice.Group}"),
        $"in {GroupSlice.Span(slice.FirstInput, slice.LastInput)}",
        WeightRows(spec, slice),
        $"out {GroupSlice.Span(slice.FirstOutput, slice.LastOutput)}",
    ];

    /// <summary>The wiring as a table of text.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="limit">How many groups fit.</param>
    public static string Wiring(ConvSpec spec, int limit)
    {
        var shown = Elision.Pick(spec.Groups, limit);
        string table = Lines.Table(["group", "reads", "weight rows", "makes"], shown.Select(group => Row(spec, spec.Slice(group))));
        return shown.Count == spec.Groups ? table : $"{table}  showing {shown.Count} of {Numbers.Of(spec.Groups, "group")}\n";
    }

    /// <summary>Every output channel as a table of text: its group, and what it reads.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="limit">How many channels fit.</param>
    public static string Channels(ConvSpec spec, int limit)
    {
        var shown = Elision.Pick(spec.OutChannels, limit);
        var rows = shown.Select(channel => (Channel: channel, Slice: spec.Slice(spec.GroupOfOutput(channel)))).Select(row => new[]
        {
            FormattableString.Invariant($"out {row.Channel}"),
            FormattableString.Invariant($"{row.Slice.Group}"),
            $"in {GroupSlice.Span(row.Slice.FirstInput, row.Slice.LastInput)}",
        });
        string table = Lines.Table(["output channel", "group", "reads"], rows);
        return shown.Count == spec.OutChannels
            ? table
            : $"{table}  showing {shown.Count} of {Numbers.Of(spec.OutChannels, "output channel")}\n";
    }

    /// <summary>The names of the spatial dimensions, such as <c>height</c> and <c>width</c>.</summary>
    /// <param name="spec">The layer.</param>
    public static IReadOnlyList<string> DimensionNames(ConvSpec spec) =>
        spec.Dims switch { 1 => ["length"], 2 => ["height", "width"], _ => ["depth", "height", "width"] };

    /// <summary>The formula of an output size, in words.</summary>
    /// <param name="spec">The layer.</param>
    public static string SizeFormula(ConvSpec spec) => spec.Transposed
        ? "(in − 1)·stride − before − after + dilation·(kernel_size − 1) + output_padding + 1 = out"
        : "⌊(in + before + after − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 = out";

    /// <summary>The output size in one dimension, with the numbers filled in.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="d">The dimension, from 0.</param>
    public static string SizeFormula(ConvShape shape, int d)
    {
        var (spec, padding) = (shape.Spec, shape.Padding);
        string window = FormattableString.Invariant($"{spec.Dilation[d]}·({spec.KernelSize[d]} − 1)");
        return spec.Transposed
            ? FormattableString.Invariant(
                $"({shape.InSize[d]} − 1)·{spec.Stride[d]} − {padding.Before[d]} − {padding.After[d]} + {window} + {shape.OutputPadding[d]} + 1 = {shape.OutSize[d]}")
            : FormattableString.Invariant(
                $"⌊({shape.InSize[d]} + {padding.Before[d]} + {padding.After[d]} − {window} − 1) / {spec.Stride[d]}⌋ + 1 = {shape.OutSize[d]}");
    }

    /// <summary>The formula of the parameters, in words.</summary>
    /// <param name="spec">The layer.</param>
    public static string ParametersFormulaInWords(ConvSpec spec)
    {
        string kernel = string.Join(" · ", KernelNames(spec)), bias = spec.Bias ? " + out_channels" : "";
        return spec.Transposed
            ? $"in_channels · out_channels/groups · {kernel}{bias}"
            : $"out_channels · in_channels/groups · {kernel}{bias}";
    }

    /// <summary>The parameters, with the numbers filled in.</summary>
    /// <param name="spec">The layer.</param>
    public static string ParametersFormula(ConvSpec spec)
    {
        string bias = spec.Bias ? FormattableString.Invariant($" + {spec.OutChannels}") : "";
        return $"{WeightProduct(spec)}{bias} = {Numbers.Full(ConvCost.ParametersOf(spec))}";
    }

    /// <summary>
    /// The formula of the MACs, in words: a convolution multiplies for each output pixel, a transposed one for each input pixel.
    /// </summary>
    /// <param name="spec">The layer.</param>
    public static string MacsFormulaInWords(ConvSpec spec)
    {
        string side = spec.Transposed ? "i" : "o";
        string[] size = spec.Dims switch { 1 => ["L"], 2 => ["H", "W"], _ => ["D", "H", "W"] };
        string pixels = string.Join(" · ", size.Select(axis => side + axis));
        string weight = spec.Transposed ? "in_channels · out_channels/groups" : "out_channels · in_channels/groups";
        return $"N · {pixels} · {weight} · {string.Join(" · ", KernelNames(spec))}";
    }

    /// <summary>The MACs, with the numbers filled in.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="cost">What it costs there.</param>
    public static string MacsFormula(ConvShape shape, ConvCost cost)
    {
        var size = shape.Spec.Transposed ? shape.InSize : shape.OutSize;
        string pixels = string.Join(" · ", size.Select(length => FormattableString.Invariant($"{length}")));
        return FormattableString.Invariant($"{shape.Batch} · {pixels} · {WeightProduct(shape.Spec)} = {Numbers.Full(cost.Macs)}");
    }

    private static string WeightProduct(ConvSpec spec)
    {
        string kernel = string.Join(" · ", spec.KernelSize.Select(taps => FormattableString.Invariant($"{taps}")));
        return spec.Transposed
            ? FormattableString.Invariant($"{spec.InChannels} · {spec.OutChannels}/{spec.Groups} · {kernel}")
            : FormattableString.Invariant($"{spec.OutChannels} · {spec.InChannels}/{spec.Groups} · {kernel}");
    }

    private static string[] KernelNames(ConvSpec spec) => spec.Dims switch { 1 => ["kL"], 2 => ["kH", "kW"], _ => ["kD", "kH", "kW"] };

    private static string All(int count, string noun) => count == 1 ? $"the one {noun}" : $"all {Numbers.Of(count, noun)}";

    private static string Tight(IntTuple numbers) => numbers.All(numbers[0])
        ? FormattableString.Invariant($"{numbers[0]}")
        : string.Join('×', numbers.Select(number => FormattableString.Invariant($"{number}")));

    private static string Tight(ConvPadding padding)
    {
        if (padding.IsSame)
            return "p=same";
        if (padding.Before.All(0) && padding.After.All(0))
            return "";
        return padding.Before == padding.After
            ? $"p{Tight(padding.Before)}"
            : $"p[{string.Join(',', padding.Before.Zip(padding.After, (before, after) => FormattableString.Invariant($"{before}:{after}")))}]";
    }
}
