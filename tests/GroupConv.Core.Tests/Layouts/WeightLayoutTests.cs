using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Layouts;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Layouts;

/// <summary>Weights in each framework's order: worked examples, round trips, and what each framework's own formula makes of them.</summary>
public sealed class WeightLayoutTests
{
    // Conv2d(4, 2, 2×2, groups=2): the digits of a number are output channel, input channel of the group, row, column.
    private static readonly ConvSpec s_grouped = ConvSpec.Conv2d(4, 2, 2, groups: 2);

    private static readonly int[] s_groupedWeight =
        [1111, 1112, 1121, 1122, 1211, 1212, 1221, 1222, 2111, 2112, 2121, 2122, 2211, 2212, 2221, 2222];

    // Conv2d(2, 4, 1×2, groups=2): input channel, filter of it, column.
    private static readonly ConvSpec s_depthwise = ConvSpec.Conv2d(2, 4, (1, 2), groups: 2);
    private static readonly int[] s_depthwiseWeight = [111, 112, 121, 122, 211, 212, 221, 222];

    // ConvTranspose2d(2, 3, 1×2): input channel, output channel, column.
    private static readonly ConvSpec s_transposed = new(2, true, 2, 3, (1, 2));
    private static readonly int[] s_transposedWeight = [111, 112, 121, 122, 131, 132, 211, 212, 221, 222, 231, 232];

    // Conv1d(2, 2, 2): output channel, input channel, tap; and its transpose with the first two digits in each other's places.
    private static readonly ConvSpec s_line = new(1, false, 2, 2, 2);
    private static readonly ConvSpec s_lineTransposed = new(1, true, 2, 2, 2);
    private static readonly int[] s_lineWeight = [111, 112, 121, 122, 211, 212, 221, 222];

    // Conv1d(2, 4, 2, groups=2): input channel, filter of it, tap.
    private static readonly ConvSpec s_lineDepthwise = new(1, false, 2, 4, 2, groups: 2);

    // Conv3d(1, 2, 2×1×2): output channel, slice, column; and ConvTranspose3d(2, 1, 2×1×2): input channel, slice, column.
    private static readonly ConvSpec s_volume = new(3, false, 1, 2, (2, 1, 2));
    private static readonly ConvSpec s_volumeTransposed = new(3, true, 2, 1, (2, 1, 2));
    private static readonly int[] s_volumeWeight = [111, 112, 121, 122, 211, 212, 221, 222];

    public static TheoryData<WeightLayout, ConvSpec, int[], nint[], int[]> WorkedExamples() => new()
    {
        { WeightLayout.PyTorch, s_grouped, s_groupedWeight, [2, 2, 2, 2], s_groupedWeight },
        { WeightLayout.Onnx, s_grouped, s_groupedWeight, [2, 2, 2, 2], s_groupedWeight },
        {
            WeightLayout.TensorFlow, s_grouped, s_groupedWeight, [2, 2, 2, 2],
            [1111, 2111, 1211, 2211, 1112, 2112, 1212, 2212, 1121, 2121, 1221, 2221, 1122, 2122, 1222, 2222]
        },
        {
            WeightLayout.TFLite, s_grouped, s_groupedWeight, [2, 2, 2, 2],
            [1111, 1211, 1112, 1212, 1121, 1221, 1122, 1222, 2111, 2211, 2112, 2212, 2121, 2221, 2122, 2222]
        },
        { WeightLayout.TensorFlow, s_depthwise, s_depthwiseWeight, [1, 2, 1, 4], [111, 121, 211, 221, 112, 122, 212, 222] },
        { WeightLayout.TensorFlowDepthwise, s_depthwise, s_depthwiseWeight, [1, 2, 2, 2], [111, 121, 211, 221, 112, 122, 212, 222] },
        { WeightLayout.TFLite, s_depthwise, s_depthwiseWeight, [4, 1, 2, 1], s_depthwiseWeight },
        { WeightLayout.TFLiteDepthwise, s_depthwise, s_depthwiseWeight, [1, 1, 2, 4], [111, 121, 211, 221, 112, 122, 212, 222] },
        { WeightLayout.Onnx, s_transposed, s_transposedWeight, [2, 3, 1, 2], s_transposedWeight },
        { WeightLayout.TensorFlow, s_transposed, s_transposedWeight, [1, 2, 3, 2],
            [111, 211, 121, 221, 131, 231, 112, 212, 122, 222, 132, 232] },
        { WeightLayout.TFLite, s_transposed, s_transposedWeight, [3, 1, 2, 2],
            [111, 211, 112, 212, 121, 221, 122, 222, 131, 231, 132, 232] },
        { WeightLayout.Onnx, s_line, s_lineWeight, [2, 2, 2], s_lineWeight },
        { WeightLayout.TensorFlow, s_line, s_lineWeight, [2, 2, 2], [111, 211, 121, 221, 112, 212, 122, 222] },
        { WeightLayout.TFLite, s_line, s_lineWeight, [2, 1, 2, 2], [111, 121, 112, 122, 211, 221, 212, 222] },
        { WeightLayout.TensorFlow, s_lineTransposed, s_lineWeight, [2, 2, 2], [111, 211, 121, 221, 112, 212, 122, 222] },
        { WeightLayout.TFLite, s_lineTransposed, s_lineWeight, [2, 1, 2, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { WeightLayout.TensorFlowDepthwise, s_lineDepthwise, s_lineWeight, [2, 2, 2], [111, 121, 211, 221, 112, 122, 212, 222] },
        { WeightLayout.TFLiteDepthwise, s_lineDepthwise, s_lineWeight, [1, 1, 2, 4], [111, 121, 211, 221, 112, 122, 212, 222] },
        { WeightLayout.Onnx, s_volume, s_volumeWeight, [2, 1, 2, 1, 2], s_volumeWeight },
        { WeightLayout.TensorFlow, s_volume, s_volumeWeight, [2, 1, 2, 1, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { WeightLayout.TFLite, s_volume, s_volumeWeight, [2, 1, 2, 1, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { WeightLayout.TensorFlow, s_volumeTransposed, s_volumeWeight, [2, 1, 2, 1, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { WeightLayout.TFLite, s_volumeTransposed, s_volumeWeight, [2, 1, 2, 1, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
    };

    public static TheoryData<string, Action> Mistakes() => new()
    {
        { "The weight has the shape [4, 3, 3], but Conv2d(8, 4, kernel_size=3, groups=2) takes [3, 3, 4, 4] in the layout TensorFlow. It is [kH, kW, in_channels / groups, out_channels]: 4 dimensions, not 3.", () => To(WeightLayout.TensorFlow, ConvSpec.Conv2d(8, 4, 3, groups: 2), 4, 3, 3) },
        { "The weight has the shape [4, 3, 3, 4], but Conv2d(8, 4, kernel_size=3, groups=2) takes [3, 3, 4, 4] in the layout TensorFlow. It is [kH, kW, in_channels / groups, out_channels]. Try: WeightLayout.TFLite", () => To(WeightLayout.TensorFlow, ConvSpec.Conv2d(8, 4, 3, groups: 2), 4, 3, 3, 4) },
        { "The weight has the shape [3, 3, 8, 1], but Conv2d(8, 8, kernel_size=3, groups=8) takes [3, 3, 1, 8] in the layout TensorFlow. It is [kH, kW, in_channels / groups, out_channels]. Try: WeightLayout.TensorFlowDepthwise", () => To(WeightLayout.TensorFlow, ConvSpec.Conv2d(8, 8, 3, groups: 8), 3, 3, 8, 1) },
        { "The weight has the shape [3, 2, 4], but Conv1d(2, 4, kernel_size=3) takes [4, 1, 3, 2] in the layout TFLite. It is [out_channels, 1, kernel_size, in_channels / groups]: 4 dimensions, not 3. Try: WeightLayout.TensorFlow", () => To(WeightLayout.TFLite, new ConvSpec(1, false, 2, 4, 3), 3, 2, 4) },
        { "The weight has the shape [3, 3, 4, 4], but Conv2d(8, 4, kernel_size=3, groups=2) takes [4, 4, 3, 3] in the layout PyTorch. It is [out_channels, in_channels / groups, kH, kW]. Try: WeightLayout.TensorFlow", () => _ = WeightLayouts.FromPyTorch(ConvSpec.Conv2d(8, 4, 3, groups: 2), Tensor.CreateFromShape<float>([3, 3, 4, 4]), WeightLayout.TFLite) },
        { "groups=2 is not depthwise: each group reads 4 of in_channels=8. TensorFlowDepthwise holds layers of groups = in_channels. Try: WeightLayout.TensorFlow", () => To(WeightLayout.TensorFlowDepthwise, ConvSpec.Conv2d(8, 8, 3, groups: 2), 3, 3, 8, 1) },
        { "groups=2 is not depthwise: each group reads 4 of in_channels=8. TFLiteDepthwise holds layers of groups = in_channels. Try: WeightLayout.TFLite", () => To(WeightLayout.TFLiteDepthwise, ConvSpec.Conv2d(8, 8, 3, groups: 2), 1, 3, 3, 8) },
        { "TensorFlow's transposed convolutions have no groups, but groups=2. Only groups=1; or convert a separate layer for each group. Try: WeightLayout.Onnx", () => To(WeightLayout.TensorFlow, new ConvSpec(2, true, 4, 4, 3, groups: 2), 3, 3, 4, 4) },
        { "TensorFlow Lite's convolution over three dimensions has no groups, but groups=2. Only groups=1; or convert a separate layer for each group. Try: WeightLayout.Onnx", () => To(WeightLayout.TFLite, new ConvSpec(3, false, 4, 4, 3, groups: 2), 3, 3, 3, 2, 4) },
        { "TensorFlow has no depthwise convolution over three dimensions. Only over one or two. Try: WeightLayout.TensorFlow", () =>
            To(WeightLayout.TensorFlowDepthwise, new ConvSpec(3, false, 4, 4, 3, groups: 4), 3, 3, 3, 4, 1) },
        { "TensorFlow Lite has no transposed depthwise convolution. Its depthwise layouts hold layers that are not transposed. Try: WeightLayout.Onnx", () => To(WeightLayout.TFLiteDepthwise, new ConvSpec(2, true, 4, 4, 3, groups: 4), 1, 3, 3, 4) },
        { "in_channels=6 is not divisible by groups=4: 6/4 = 1.5. Valid groups for 6→8 channels: 1, 2. Try: groups: 2", () =>
            To(WeightLayout.TensorFlow, ConvSpec.Conv2d(6, 8, 3, groups: 4), 3, 3, 1, 8) },
        { "The weight is null. Give a tensor of the shape [3, 3, 4, 4].", () =>
            _ = WeightLayouts.ToPyTorch<float>(ConvSpec.Conv2d(4, 4, 3), null!, WeightLayout.TensorFlow) },
        { "The hyperparameters are null. Give a ConvSpec. Try: ConvSpec.Conv2d(64, 128, 3)", () =>
            _ = WeightLayouts.Shape(null!, WeightLayout.TFLite) },
        { "9 is not a layout. PyTorch, Onnx, TensorFlow, TensorFlowDepthwise, TFLite, TFLiteDepthwise.", () =>
            _ = WeightLayouts.Shape(s_line, (WeightLayout)9) },
    };

    [Theory]
    [MemberData(nameof(WorkedExamples), DisableDiscoveryEnumeration = true)]
    public void Worked_examples_go_both_ways(WeightLayout layout, ConvSpec spec, int[] pyTorch, nint[] lengths, int[] theirs)
    {
        var weight = Tensor.Create(pyTorch, [.. spec.WeightShape.Select(length => (nint)length)]);
        Assert.Equal(lengths, WeightLayouts.Shape(spec, layout).Select(length => (nint)length));
        var there = WeightLayouts.FromPyTorch(spec, weight, layout);
        Assert.Equal(lengths, there.Lengths.ToArray());
        Assert.Equal(theirs, Flat(there));
        var back = WeightLayouts.ToPyTorch(spec, Tensor.Create(theirs, lengths), layout);
        Assert.Equal(weight.Lengths.ToArray(), back.Lengths.ToArray());
        Assert.Equal(pyTorch, Flat(back));
    }

    [Fact]
    public void Round_trips_lose_nothing_in_any_rank_for_any_groups()
    {
        int trips = 0;
        foreach (bool transposed in new[] { false, true })
        {
            foreach (int dims in new[] { 1, 2, 3 })
            {
                foreach ((int inChannels, int outChannels) in new[] { (12, 18), (6, 6), (6, 12), (1, 5) })
                {
                    foreach (int groups in GroupArithmetic.ValidGroups(inChannels, outChannels))
                    {
                        var spec = new ConvSpec(dims, transposed, inChannels, outChannels, IntTuple.Create([.. new[] { 2, 3, 5 }[..dims]]),
                            groups: groups);
                        nint[] lengths = [.. spec.WeightShape.Select(length => (nint)length)];
                        short[] numbers = [.. Enumerable.Range(0, (int)lengths.Aggregate((a, b) => a * b)).Select(i => (short)i)];
                        foreach (var layout in Enum.GetValues<WeightLayout>().Where(layout => Holds(spec, layout)))
                        {
                            var there = WeightLayouts.FromPyTorch(spec, Tensor.Create(numbers, lengths), layout);
                            Assert.Equal(WeightLayouts.Shape(spec, layout).Select(length => (nint)length), there.Lengths.ToArray());
                            Assert.Equal(numbers, Flat(WeightLayouts.ToPyTorch(spec, there, layout)));
                            trips++;
                        }
                    }
                }
            }
        }

        // 13 pairs of channels and groups in three ranks: two layouts hold all of both kinds, 78 and 78. Not transposed: TensorFlow 39,
        // TFLite 26 and 4, depthwise 6 and 6. Transposed: 12 and 12.
        Assert.Equal(261, trips);
    }

    [Fact]
    public void Views_are_taken()
    {
        var room = Tensor.CreateFromShape<float>([2, 2, 4, 4]);
        float next = 0;
        foreach (ref float value in room.AsTensorSpan())
            value = next++;
        var view = room.Slice([NRange.All, NRange.All, new NRange(1, 3), new NRange(2, 4)]);
        float[] dense = Flat(view);
        Assert.Equal(
            Flat(WeightLayouts.FromPyTorch(s_grouped, Tensor.Create(dense, [2, 2, 2, 2]), WeightLayout.TensorFlow)),
            Flat(WeightLayouts.FromPyTorch(s_grouped, view, WeightLayout.TensorFlow)));
    }

    /// <summary>y[n, i, j, o] = Σ x[n, s·i + d·a, s·j + d·b, g·I/G + c] · K[a, b, c, o], g the group of o (TensorFlow,
    /// <c>tf.nn.conv2d</c>).</summary>
    [Fact]
    public void A_kernel_of_TensorFlow_computes_what_it_computes_there()
    {
        var spec = ConvSpec.Conv2d(6, 9, (3, 2), stride: 2, dilation: (1, 2), groups: 3, bias: false);
        var (x, kernel) = (Whole(1, 2, 7, 8, 6), Whole(2, 3, 2, 2, 9));
        var y = Run(spec, WeightLayouts.ToPyTorch(spec, kernel, WeightLayout.TensorFlow), x);
        Each(y, (n, i, j, o) =>
        {
            float sum = 0;
            for (int a = 0; a < 3; a++)
            {
                for (int b = 0; b < 2; b++)
                {
                    for (int c = 0; c < 2; c++)
                        sum += x[n, 2 * i + a, 2 * j + 2 * b, o / 3 * 2 + c] * kernel[a, b, c, o];
                }
            }

            return sum;
        });
    }

    /// <summary>y[n, i, j, c·M + m] = Σ x[n, i + a, j + b, c] · K[a, b, c, m] (TensorFlow, <c>tf.nn.depthwise_conv2d</c>).</summary>
    [Fact]
    public void A_depthwise_kernel_of_TensorFlow_computes_what_it_computes_there()
    {
        var spec = ConvSpec.Conv2d(4, 12, (2, 3), groups: 4, bias: false);
        var (x, kernel) = (Whole(3, 2, 5, 6, 4), Whole(4, 2, 3, 4, 3));
        var y = Run(spec, WeightLayouts.ToPyTorch(spec, kernel, WeightLayout.TensorFlowDepthwise), x);
        Each(y, (n, i, j, o) =>
        {
            float sum = 0;
            for (int a = 0; a < 2; a++)
            {
                for (int b = 0; b < 3; b++)
                    sum += x[n, i + a, j + b, o / 3] * kernel[a, b, o / 3, o % 3];
            }

            return sum;
        });
    }

    /// <summary>y[n, s·i + a, s·j + b, o] += x[n, i, j, c] · K[a, b, o, c] (TensorFlow, <c>tf.nn.conv2d_transpose</c>: the gradient of
    /// conv2d).</summary>
    [Fact]
    public void A_transposed_kernel_of_TensorFlow_computes_what_it_computes_there()
    {
        var spec = new ConvSpec(2, true, 3, 4, (3, 2), stride: 2, bias: false);
        var (x, kernel) = (Whole(5, 2, 4, 5, 3), Whole(6, 3, 2, 4, 3));
        var y = Run(spec, WeightLayouts.ToPyTorch(spec, kernel, WeightLayout.TensorFlow), x);
        var sums = Tensor.CreateFromShape<float>(y.Lengths);
        Each(x, (n, i, j, c) =>
        {
            for (int a = 0; a < 3; a++)
            {
                for (int b = 0; b < 2; b++)
                {
                    for (int o = 0; o < 4; o++)
                        sums[n, 2 * i + a, 2 * j + b, o] += x[n, i, j, c] * kernel[a, b, o, c];
                }
            }

            return x[n, i, j, c];
        });
        Assert.Equal(Flat(sums), Flat(y));
    }

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Mistakes_are_told_with_the_numbers_and_a_fix(string message, Action mistake)
    {
        Assert.Equal(message, Assert.Throws<ConvException>(mistake).Message);
        Assert.Equal(message, Cultures.InGerman(() => Assert.Throws<ConvException>(mistake).Message));
    }

    private static void To(WeightLayout from, ConvSpec spec, params nint[] lengths) =>
        _ = WeightLayouts.ToPyTorch(spec, Tensor.CreateFromShape<float>(lengths), from);

    private static bool Holds(ConvSpec spec, WeightLayout layout)
    {
        try
        {
            return WeightLayouts.Shape(spec, layout).Count > 0;
        }
        catch (ConvException)
        {
            return false;
        }
    }

    private static Tensor<float> Run(ConvSpec spec, Tensor<float> weight, Tensor<float> x) =>
        ActivationLayouts.ToChannelsLast(ConvLayer.Create(spec, weight).Forward(ActivationLayouts.ToChannelsFirst(x)));

    private static void Each(Tensor<float> tensor, Func<nint, nint, nint, nint, float> expected)
    {
        for (nint n = 0; n < tensor.Lengths[0]; n++)
        {
            for (nint i = 0; i < tensor.Lengths[1]; i++)
            {
                for (nint j = 0; j < tensor.Lengths[2]; j++)
                {
                    for (nint c = 0; c < tensor.Lengths[3]; c++)
                        Assert.Equal(expected(n, i, j, c), tensor[n, i, j, c]);
                }
            }
        }
    }

    // Whole numbers, whose sums are exact.
    private static Tensor<float> Whole(int seed, params nint[] lengths) =>
        Tensor.Create([.. Tensors.Flat(Tensors.Input(seed, lengths)).Select(value => MathF.Round(4 * value))], lengths);

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
