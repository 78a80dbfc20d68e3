using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core.Layouts;

/// <summary>The layout of one layer's weight: PyTorch's lengths, split into factors, in another order.</summary>
/// <param name="Factors">The lengths of PyTorch's weight; if the layout separates input channel and multiplier, both.</param>
/// <param name="Order">Per axis of the layout: the index of its factor.</param>
/// <param name="Lengths">The lengths in the layout: the factors in that order, with lengths of 1 inserted.</param>
/// <param name="Axes">The names of the axes, in PyTorch's terms.</param>
internal sealed record WeightOrder(int[] Factors, int[] Order, int[] Lengths, string Axes)
{
    /// <summary>The order for a layer and a layout.</summary>
    /// <exception cref="ConvException">The layout does not support the layer.</exception>
    public static WeightOrder Of(ConvSpec spec, WeightLayout layout)
    {
        Require(spec, layout);
        int[] weight = [.. spec.WeightShape.Select(length => (int)length)], taps = [.. Enumerable.Range(2, spec.Dims)];
        // TensorFlow Lite has no 1-d convolution: 1-d layers are 2-d with kH = 1.
        int[] rows = layout is WeightLayout.TFLite or WeightLayout.TFLiteDepthwise && spec.Dims == 1 ? [1] : [];
        string k = (rows.Length > 0 ? "1, " : "") + spec.Dims switch { 1 => "kernel_size", 2 => "kH, kW", _ => "kD, kH, kW" };
        return layout switch
        {
            WeightLayout.PyTorch or WeightLayout.Onnx => new(weight, [0, 1, .. taps], weight, spec.WeightAxes),
            // TensorFlow's channel axes are PyTorch's in reverse order, transposed or not.
            WeightLayout.TensorFlow => Last("in_channels / groups"),
            WeightLayout.TFLite when spec.Dims == 3 => Last("in_channels"),
            WeightLayout.TFLite when spec.Transposed => Rows(1, 0, "out_channels", "in_channels"),
            WeightLayout.TFLite => Rows(0, 1, "out_channels", "in_channels / groups"),
            WeightLayout.TensorFlowDepthwise => new(
                [spec.InChannels, spec.Multiplier, .. spec.KernelSize],
                [.. taps, 0, 1],
                [.. spec.KernelSize, spec.InChannels, spec.Multiplier],
                $"[{k}, in_channels, multiplier]"),
            _ => new(weight, [1, .. taps, 0], [1, .. rows, .. spec.KernelSize, spec.OutChannels], $"[1, {k}, in_channels · multiplier]"),
        };

        WeightOrder Last(string inputs) => new(
            weight,
            [.. taps, 1, 0],
            [.. spec.KernelSize, weight[1], weight[0]],
            spec.Transposed ? $"[{k}, out_channels, in_channels]" : $"[{k}, {inputs}, out_channels]");

        WeightOrder Rows(int first, int last, string firstAxis, string lastAxis) => new(
            weight,
            [first, .. taps, last],
            [weight[first], .. rows, .. spec.KernelSize, weight[last]],
            $"[{firstAxis}, {k}, {lastAxis}]");
    }

    /// <summary>The layouts in which a layer's weight has these lengths.</summary>
    public static IEnumerable<WeightLayout> Fitting(ConvSpec spec, ReadOnlySpan<nint> lengths)
    {
        int[] given = [.. lengths.ToArray().Select(length => (int)nint.Min(length, int.MaxValue))];
        return Enum.GetValues<WeightLayout>().Where(layout => Why(spec, layout) is null && Of(spec, layout).Lengths.SequenceEqual(given));
    }

    private static void Require(ConvSpec spec, WeightLayout layout)
    {
        if (!Enum.IsDefined(layout))
        {
            throw new ConvException(
                "layout", Invariant($"{(int)layout} is not a layout."), $"{string.Join(", ", Enum.GetNames<WeightLayout>())}.");
        }

        if (Why(spec, layout) is (string problem, string valid, string fix))
            throw new ConvException("layout", problem, valid, fix);
    }

    /// <summary>The reason that a layout does not support a layer; null if it does.</summary>
    private static (string Problem, string Valid, string Fix)? Why(ConvSpec spec, WeightLayout layout)
    {
        if (layout is WeightLayout.PyTorch or WeightLayout.Onnx)
            return null;
        bool isTFLite = layout is WeightLayout.TFLite or WeightLayout.TFLiteDepthwise;
        string framework = isTFLite ? "TensorFlow Lite" : "TensorFlow";
        var general = isTFLite ? WeightLayout.TFLite : WeightLayout.TensorFlow;
        if (layout is WeightLayout.TensorFlowDepthwise or WeightLayout.TFLiteDepthwise)
            return WhyNotDepthwise(spec, layout, framework, general);
        if (spec.Groups == 1 || (!spec.Transposed && (!isTFLite || spec.Dims != 3)))
            return null;
        string layers = spec.Transposed ? "transposed convolutions have" : "convolution over three dimensions has";
        return (
            Invariant($"{framework}'s {layers} no groups, but groups={spec.Groups}."),
            "Only groups=1; or convert a separate layer for each group.",
            "WeightLayout.Onnx");
    }

    private static (string Problem, string Valid, string Fix)? WhyNotDepthwise(
        ConvSpec spec, WeightLayout layout, string framework, WeightLayout general)
    {
        if (spec.Transposed)
        {
            return (
                $"{framework} has no transposed depthwise convolution.",
                "Its depthwise layouts hold layers that are not transposed.",
                $"WeightLayout.{(spec.Groups == 1 ? general : WeightLayout.Onnx)}");
        }

        if (!spec.IsDepthwise)
        {
            return (
                Invariant($"groups={spec.Groups} is not depthwise: ")
                + Invariant($"each group reads {spec.InChannelsPerGroup} of in_channels={spec.InChannels}."),
                $"{layout} holds layers of groups = in_channels.",
                $"WeightLayout.{general}");
        }

        return spec.Dims < 3 ? null : (
            $"{framework} has no depthwise convolution over three dimensions.",
            "Only over one or two.",
            $"WeightLayout.{(general == WeightLayout.TFLite ? WeightLayout.Onnx : general)}");
    }
}
