using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Specs;

/// <summary>Beside PyTorch's recorded cases: what it does at the edges of its rules, for every number of dimensions.</summary>
public sealed class NeighbourTests
{
    public static TheoryData<int, bool> Kinds() =>
        new() { { 1, false }, { 2, false }, { 3, false }, { 1, true }, { 2, true }, { 3, true } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Hyperparameters_out_of_range_are_refused_with_the_number_and_what_would_be_right(int dims, bool transposed)
    {
        Says("kernel_size=0 is not positive. At least 1", () => Spec(kernel: 0));
        Says("stride=0 is not positive. At least 1", () => Spec(stride: 0));
        Says("stride=-2 is not positive", () => Spec(stride: -2));
        Says("dilation=0 is not positive. At least 1", () => Spec(dilation: 0));
        Says("padding=-1 is negative. At least 0", () => Spec(padding: -1));
        Says("in_channels=0 is not a positive number", () => Spec(inChannels: 0));
        Says("out_channels=0 is not a positive number", () => Spec(outChannels: 0));
        Says("groups=0 is not a positive number. Valid groups for 4→6 channels: 1, 2.", () => Spec(groups: 0));
        Says("in_channels=4 is not divisible by groups=3: 4/3 = 1.333. Valid groups for 4→6 channels: 1, 2. groups=3 fits in_channels=3 or 6. Try: groups: 2", () =>
            Spec(groups: 3));
        Says("out_channels=6 is not divisible by groups=4", () => Spec(groups: 4));
        Says($"kernel_size=(3, 3, 3, 3) has 4 numbers. A {dims}-d convolution takes 1 number", () =>
            Spec(kernel: IntTuple.Create([3, 3, 3, 3])));
        Says($"stride=(1, 1, 1, 1) has 4 numbers. A {dims}-d convolution takes 1 number", () =>
            Spec(stride: IntTuple.Create([1, 1, 1, 1])));
        Says($"padding=(1, 1, 1, 1) has 4 numbers. A {dims}-d convolution takes 1 number", () =>
            Spec(padding: IntTuple.Create([1, 1, 1, 1])));
        Says("padding=\"full\" is not known", () => Spec(padding: "full"));
        if (transposed)
        {
            Says("padding=\"same\" is not supported for transposed convolutions", () => Spec(padding: "same"));
            foreach (var mode in new[] { PaddingMode.Reflect, PaddingMode.Replicate, PaddingMode.Circular })
                Says($"padding_mode=\"{mode.ToString().ToLowerInvariant()}\" is not supported for transposed convolutions", () =>
                    Spec(mode: mode));
            Says("output_padding=2 is not smaller than stride=2 or dilation=1. At most 1", () => Spec(stride: 2, outputPadding: 2));
            Says("output_padding=3 is not smaller than stride=2 or dilation=3. At most 2", () =>
                Spec(stride: 2, dilation: 3, outputPadding: 3));
            Says("output_padding=-1 is negative", () => Spec(outputPadding: -1));
            Assert.Equal(2, Spec(stride: 2, dilation: 3, outputPadding: 2).OutputPadding[0]);
        }
        else
        {
            Says("padding=\"same\" is not supported for strided convolutions: stride=2. With a stride, padding is a number. Try: padding: 1", () => Spec(stride: 2, padding: "same"));
            Says("output_padding=1 is given for a convolution that is not transposed", () => Spec(stride: 2, outputPadding: 1));
            Says("padding=\"same\" for kernel_size=70000 and dilation=70000 would be 4899930000 in all", () =>
                Spec(kernel: 70_000, dilation: 70_000, padding: "same"));
        }

        ConvSpec Spec(
            int inChannels = 4, int outChannels = 6, IntTuple? kernel = null, IntTuple? stride = null, ConvPadding padding = default,
                IntTuple? dilation = null, int groups = 1, PaddingMode mode = PaddingMode.Zeros, IntTuple? outputPadding = null) =>
            new(dims, transposed, inChannels, outChannels, kernel ?? 3, stride, padding, dilation, groups, true, mode, outputPadding);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Inputs_that_do_not_fit_are_refused_with_the_number_and_what_would_be_right(int dims, bool transposed)
    {
        var spec = new ConvSpec(dims, transposed, 4, 6, 3, groups: 2);
        Says($"The input has {dims} ", Infer(spec, Enumerable.Repeat((nint)8, dims)));
        Says($"The input has {dims + 3} ", Infer(spec, Enumerable.Repeat((nint)8, dims + 3)));
        Says($"takes {dims + 2} (N, C, ", Infer(spec, []));
        Says($"has 3 channels, but the layer's weight {ConvShape.Shape(spec.WeightShape)} with groups=2 expects in_channels=4",
            Infer(spec, [1, 3, .. Size(8)]));
        Says("has 0 channels", Infer(spec, [1, 0, .. Size(8)]));
        Says("has no pixels for filters of kernel_size=3", Infer(spec, [1, 4, .. Size(0)]));
        Says("has no pixels for filters of kernel_size=3", Infer(spec, [1, 4, .. Size(-5)]));
        Says("has a negative batch. At least 0.", Infer(spec, [-1, 4, .. Size(8)]));
        Says("is too long. At most 2147483647", Infer(spec, [1, 4, .. Size(nint.MaxValue)]));
        Says("have more elements than any machine holds", Infer(spec, [nint.MaxValue, 4, .. Size(8)]));
        if (transposed)
        {
            Says("cuts off more than there is", Infer(new ConvSpec(dims, true, 4, 6, 3, padding: 9), [1, 4, .. Size(5)]));
            Says($"output_size={ConvShape.Shape(Size(12))} is not possible for an input of {Times(5)}. From {ConvShape.Shape(Size(7))} to {ConvShape.Shape(Size(7))}. Try: outputSize: {ConvShape.Shape(Size(7))}", Infer(spec, [1, 4, .. Size(5)], 12));
            Says("output_size=[7, 7, 7, 7, 7, 7] has 6 numbers", () => ConvShape.Infer(spec, [1, 4, .. Size(5)], [7, 7, 7, 7, 7, 7]));
            // The largest of everything: nothing wraps.
            Says("have more elements than any machine holds",
                Infer(new ConvSpec(dims, true, 1, 1, int.MaxValue, stride: int.MaxValue, dilation: int.MaxValue),
                [1, 1, .. Size(int.MaxValue)]));
            return;
        }

        Says($"The padded input is {Times(4)} a channel, smaller than the window of {Times(5)} (kernel_size=5)",
            Infer(new ConvSpec(dims, false, 4, 6, 5, padding: 1), [1, 4, .. Size(2)]));
        Says($"smaller than the window of {Times(7)} (kernel_size=3, dilation=3)",
            Infer(new ConvSpec(dims, false, 4, 6, 3, dilation: 3), [1, 4, .. Size(6)]));
        Says("output_size=", Infer(spec, [1, 4, .. Size(5)], 3));
        Says("The padded input is", Infer(new ConvSpec(dims, false, 1, 1, int.MaxValue, dilation: int.MaxValue),
            [1, 1, .. Size(int.MaxValue)]));
        foreach (bool batched in new[] { true, false })
        {
            nint[] five = batched ? [2, 4, .. Size(5)] : [4, .. Size(5)];
            int last = five.Length - 1;
            Says($"padding=5 with padding_mode=\"reflect\" reaches too far over an input of {Times(5)}, in dimension {last} of {ConvShape.Shape(five)}", Infer(Padded(PaddingMode.Reflect, 5), five));
            Says($"padding=6 with padding_mode=\"circular\" reaches too far over an input of {Times(5)}, in dimension {last}",
                Infer(Padded(PaddingMode.Circular, 6), five));
            // As far as they may reach, and as far as one likes.
            Assert.All(ConvShape.Infer(Padded(PaddingMode.Reflect, 4), five).OutSize, length => Assert.Equal(11, length));
            Assert.All(ConvShape.Infer(Padded(PaddingMode.Circular, 5), five).OutSize, length => Assert.Equal(13, length));
            Assert.All(ConvShape.Infer(Padded(PaddingMode.Replicate, 50), five).OutSize, length => Assert.Equal(103, length));
        }

        ConvSpec Padded(PaddingMode mode, int padding) => new(dims, false, 4, 6, 3, padding: padding, paddingMode: mode);

        nint[] Size(nint length) => [.. Enumerable.Repeat(length, dims)];

        string Times(int length) => string.Join('×', Enumerable.Repeat(length, dims));

        Action Infer(ConvSpec of, IEnumerable<nint> lengths, int? outputSize = null) =>
            () => ConvShape.Infer(of, [.. lengths], outputSize is { } size ? [.. Enumerable.Repeat(size, dims)] : null);
    }

    /// <summary>PyTorch pads the odd one behind: total // 2 before.</summary>
    [Theory]
    [InlineData(2, 1, 0, 1)]
    [InlineData(4, 1, 1, 2)]
    [InlineData(4, 3, 4, 5)]
    [InlineData(3, 2, 2, 2)]
    public void Same_with_an_even_filter_pads_the_odd_one_behind(int kernel, int dilation, int before, int after)
    {
        foreach (var mode in Enum.GetValues<PaddingMode>())
        {
            for (int dims = 1; dims <= 3; dims++)
            {
                var same = new ConvSpec(dims, false, 4, 4, kernel, padding: "same", dilation: dilation, groups: 2, paddingMode: mode);
                var sides = new ConvSpec(dims, false, 4, 4, kernel,
                    padding: ConvPadding.Explicit([.. Enumerable.Repeat((before, after), dims)]), dilation: dilation, groups: 2,
                    paddingMode: mode);
                var x = Tensors.Input(1, [1, 4, .. Enumerable.Repeat((nint)7, dims)]);
                var conv = ConvLayer.Create(same, seed: 3);
                var y = conv.Forward(x);
                Assert.Equal(x.Lengths.ToArray(), y.Lengths.ToArray());
                Computation.AssertSameBits(Tensors.Flat(ConvLayer.Create(sides, conv.Weight, conv.Bias).Forward(x)), Tensors.Flat(y),
                    same.ToString());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Empty_batches_have_outputs_and_gradients_of_their_shapes(int dims, bool transposed)
    {
        var conv = ConvLayer.Create(new ConvSpec(dims, transposed, 4, 6, 3, stride: 2, padding: 1, groups: 2));
        var x = Tensor.CreateFromShape<float>([0, 4, .. Enumerable.Repeat((nint)9, dims)]);
        var y = conv.Forward(x);
        Assert.Equal([0, 6], y.Lengths[..2].ToArray());
        var gradients = conv.Backward(x, y);
        Assert.Equal(x.Lengths.ToArray(), gradients.Input!.Lengths.ToArray());
        Assert.All(Tensors.Flat(gradients.Weight!), value => Assert.Equal(0, value));
        Assert.All(Tensors.Flat(gradients.Bias!), value => Assert.Equal(0, value));
    }

    /// <summary>An output that only output_size leaves something of: without it, more would be cut off than there is.</summary>
    [Fact]
    public void Gradients_are_those_of_the_output_size_that_was_asked_for()
    {
        var conv = new ConvTranspose1d(2, 2, 1, stride: 3, padding: 1, groups: 2);
        var x = Tensors.Input(1, 1, 2, 1);
        Says("The output for an input of 1 would be -1", () => conv.Forward(x));
        var y = conv.Forward(x, outputSize: [1]);
        var gradients = conv.Backward(x, y);
        Assert.Equal(Tensors.Flat(y), Tensors.Flat(gradients.Bias!));
        Assert.Equal(Tensors.Flat(ConvReference.Backward(conv.Spec, x, conv.Weight, y).Weight!), Tensors.Flat(gradients.Weight!));
        Says("would be -1", () => conv.Backward(x, Tensor.CreateFromShape<float>([1, 2, 2])));
        Assert.Equal("bias", conv.Plan(x.Lengths, [1]).Algorithm);
    }

    private static void Says(string message, Action mistake) =>
        Assert.Contains(message, Assert.Throws<ConvException>(mistake).Message, StringComparison.Ordinal);
}
