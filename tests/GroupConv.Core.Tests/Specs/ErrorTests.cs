using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Specs;

/// <summary>Mistakes and what is said about them: what, which number, what would be right, a fix; the same in every culture.</summary>
public sealed class ErrorTests
{
    public static TheoryData<string, Action> Mistakes() => new()
    {
        { "groups=0 is not a positive number. Valid groups for 64→128 channels: 1, 2, 4, 8, 16, 32, 64. Try: groups: 1", () =>
            Layer(64, 128, 0) },
        { "groups=-1 is not a positive number. Valid groups for 64→128 channels: 1, 2, 4, 8, 16, 32, 64. Try: groups: 1", () =>
            Layer(64, 128, -1) },
        { "in_channels=64 is not divisible by groups=5: 64/5 = 12.8. out_channels=128 is not divisible by groups=5: 128/5 = 25.6. Valid groups for 64→128 channels: 1, 2, 4, 8, 16, 32, 64. Try: groups: 4", () => Layer(64, 128, 5) },
        { "in_channels=0 is not a positive number. At least 1.", () => Layer(0, 128, 1) },
        { "out_channels=-3 is not a positive number. At least 1.", () => Layer(3, -3, 1) },
        { "The input [1, 3, 8, 8] has 3 channels, but the layer's weight [4, 2, 3, 3] with groups=2 expects in_channels=4. Give an input of 4 channels, or a layer of in_channels=3.", () => Forward(1, 3, 8, 8) },
        { "group=7 does not exist in a layer of groups=2. Groups are numbered 0 to 1.", () => s_conv.Spec.Slice(7) },
        { "The input has 2 dimensions, [8, 8]. A 2-d convolution takes 4 (N, C, H, W), or 3 (C, H, W) for one image.", () =>
            Forward(8, 8) },
        { "The padded input is 2×8 a channel, smaller than the window of 3×3 (kernel_size=3). The window must fit into the padded input. Try: padding: (1, 0)", () => Forward(1, 4, 2, 8) },
        { "The input [1, 4, 0, 8] has no pixels for filters of kernel_size=3. Height and width are at least 1; only the batch may be 0.",
            () => Forward(1, 4, 0, 8) },
        { "padding=\"foo\" is not known. It is a number, a pair, \"same\" or \"valid\". Try: padding: 1", () => _ = (ConvPadding)"foo" },
        { "ConvPadding.Explicit((1, 2)) pads 1 dimension, but the convolution has 3. Give a pair (before, behind) for each dimension. Try: ConvPadding.Explicit((1, 2), (1, 2), (1, 2))", () => _ = new Conv3d(4, 4, 3, padding: ConvPadding.Explicit((1, 2))) },
        { "ConvPadding.Explicit((1, 2), (0, 1)) pads 2 dimensions, but the convolution has 1. Give a pair (before, behind) for each dimension.", () => _ = new Conv1d(4, 4, 3, padding: ConvPadding.Explicit((1, 2), (0, 1))) },
        { "Conv2d(4, 4, kernel_size=3) is another kind of layer. Give a ConvSpec.Conv3d(...), or make a Conv2d.", () =>
            _ = new Conv3d(ConvSpec.Conv2d(4, 4, 3)) },
        { "padding=\"same\" is not supported for strided convolutions: stride=2. With a stride, padding is a number. Try: padding: 1", () =>
            _ = ConvSpec.Conv2d(4, 4, 3, stride: 2, padding: "same") },
        { "padding=\"same\" for kernel_size=100000 and dilation=100000 would be 9999900000 in all. At most 2147483647.", () =>
            _ = ConvSpec.Conv2d(1, 1, 100_000, padding: "same", dilation: 100_000) },
        { "padding=5 with padding_mode=\"reflect\" reaches too far over an input of 4×4, in dimension 3 of [1, 4, 4, 4]. With \"reflect\", padding must be smaller than the input in each dimension. Try: padding: 3", () => new Conv2d(4, 4, 3, padding: 5, paddingMode: PaddingMode.Reflect).OutputShape([1, 4, 4, 4]) },
        { "The input is null. Give a tensor (N, C, H, W), or (C, H, W) for one image.", () => s_conv.Forward((Tensor<float>)null!) },
        { "The input is null. Give a tensor (N, C, H, W), or (C, H, W) for one image.", () => s_conv.Forward(null!, Zeros(1, 4, 6, 6)) },
        { "The destination is null. Give a tensor of the output's shape, or leave it out: Forward(x) makes one.", () =>
            s_conv.Forward(Zeros(1, 4, 8, 8), (Tensor<float>)null!) },
        { "The weight is null. Give a tensor of the shape [4, 2, 3, 3], or leave it out for random numbers.", () =>
            _ = new Conv2d(ConvSpec.Conv2d(4, 4, 3, groups: 2, bias: false), (Tensor<float>)null!) },
        { "The hyperparameters are null. Give a ConvSpec. Try: ConvSpec.Conv2d(64, 128, 3)", () => _ = new Conv2d((ConvSpec)null!) },
        { "The weight has the shape [4, 4, 3, 3], but Conv2d(4, 4, kernel_size=3, groups=2, bias=False) takes [4, 2, 3, 3]. It is [out_channels, in_channels / groups, kH, kW].", () => _ = new Conv2d(ConvSpec.Conv2d(4, 4, 3, groups: 2, bias: false), Zeros(4, 4, 3, 3)) },
        { "Conv2d(4, 4, kernel_size=1) has a bias, but none is given. Give one of the shape [4]. Try: bias: false", () =>
            _ = new Conv2d(ConvSpec.Conv2d(4, 4, 1), Zeros(4, 4, 1, 1)) },
        { "A bias is given, but Conv2d(4, 4, kernel_size=1, bias=False) has none. Leave it out. Try: bias: true", () =>
            _ = new Conv2d(ConvSpec.Conv2d(4, 4, 1, bias: false), Zeros(4, 4, 1, 1), Zeros(4)) },
        { "The bias has the shape [4, 1], but Conv2d(4, 4, kernel_size=1) takes [4]. It has 1 dimension, with a number for each output channel.", () => _ = new Conv2d(ConvSpec.Conv2d(4, 4, 1), Zeros(4, 4, 1, 1), Zeros(4, 1)) },
        { "The destination has the shape [1, 4, 8, 8], but the output for an input [1, 4, 8, 8] is [1, 4, 6, 6]. Give a destination of the output's shape.", () => s_conv.Forward(Zeros(1, 4, 8, 8), Zeros(1, 4, 8, 8)) },
        { "The destination shares memory with the input, which is still read while the output is written. Give a separate destination.",
            ForwardInPlace },
        { "The destination shares memory with the weight, which is still read while the output is written. Give a separate destination.",
            ForwardIntoWeight },
        { "kernel_size=(3, 0) is not positive. At least 1 in each dimension. Try: kernelSize: (3, 1)", () => _ = new Conv2d(4, 4, (3, 0)) },
        { "stride=-2 is not positive. At least 1 in each dimension. Try: stride: 1", () => _ = new Conv1d(4, 4, 3, stride: -2) },
        { "padding=(0, -1) is negative. At least 0 on each side, or \"same\" or \"valid\". Try: padding: 0", () =>
            _ = new Conv2d(4, 4, 3, padding: (0, -1)) },
        { "output_padding=(0, 5) is not smaller than stride=(2, 3) or dilation=(1, 4). At most 3 in that dimension. Try: outputPadding: (0, 3)", () => _ = new ConvTranspose2d(4, 4, 3, stride: (2, 3), dilation: (1, 4), outputPadding: (0, 5)) },
        { "The input [1, 6, 8, 8] has 6 channels, but the layer's weight [4, 2, 3, 3] with groups=2 expects in_channels=4. Give an input of 4 channels, or a layer of in_channels=6. Try: inChannels: 6", () => Forward(1, 6, 8, 8) },
        { "The input [1, 8, 8, 4] has 8 channels, but the layer's weight [4, 2, 3, 3] with groups=2 expects in_channels=4. Channels come before the spatial dimensions; the last dimension has 4, so the input may be channels-last. Try: ActivationLayouts.ToChannelsFirst(x)", () => Forward(1, 8, 8, 4) },
        { "The weight has the shape [4], but Conv2d(4, 4, kernel_size=3, groups=2, bias=False) takes [4, 2, 3, 3]. It is [out_channels, in_channels / groups, kH, kW]: 4 dimensions (2 of them spatial), not 1 (0).", () => _ = new Conv2d(ConvSpec.Conv2d(4, 4, 3, groups: 2, bias: false), Zeros(4)) },
        { "Output channel 4 does not exist in a layer of out_channels=4. Channels are numbered 0 to 3.", () =>
            s_conv.Spec.GroupOfOutput(4) },
        { "The input [2, 4, 3, 3, 3] has 5 dimensions. With dims=2 it has 4 (N, C, H, W), or 3 (C, H, W). Try: dims: 3", () =>
            ChannelShuffle.Apply(Zeros(2, 4, 3, 3, 3), 2) },
        { "3 channels cannot be divided into groups=2. groups is a divisor of the channels; with dims=1, [3, 4, 9] is (N, C, L). Try: dims: 1",
            () => new ChannelShuffle(2).Forward(Zeros(3, 4, 9)) },
        { "The input is null. Give a tensor (N, C, H, W), or (C, H, W) for one image.", () => ChannelShuffle.Apply(null!, 2) },
        { "The destination is a broadcast tensor: several of its elements share one address. Give a tensor with memory for each element.",
            ForwardToBroadcast },
    };

    private static readonly Conv2d s_conv = new(4, 4, 3, groups: 2);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistakes_are_told_with_the_numbers_and_a_fix(string message, Action mistake)
    {
        Assert.Equal(message, Assert.Throws<ConvException>(mistake).Message);
        Assert.Equal(message, Cultures.InGerman(() => Assert.Throws<ConvException>(mistake).Message));
    }

    [Fact]
    public void What_this_machine_cannot_hold_is_refused_before_memory_is_taken()
    {
        Assert.SkipWhen(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 900_000_000_000, "This machine could hold it.");
        long before = GC.GetTotalAllocatedBytes();
        var output = Assert.Throws<ConvException>(() => new Conv2d(1, 1, 1, padding: 250_000, bias: false).Forward(Zeros(1, 1, 1, 1)));
        Assert.StartsWith("The output [1, 1, 500001, 500001] would need 1.0 TB; this machine has ", output.Message,
            StringComparison.Ordinal);
        var weight = Assert.Throws<ConvException>(() => new Conv2d(1_000_000, 1_000_000, 3));
        Assert.StartsWith("The weight [1000000, 1000000, 3, 3] would need 36.0 TB; this machine has ", weight.Message,
            StringComparison.Ordinal);
        Assert.Throws<ConvException>(() => new Conv2d(int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Throws<ConvException>(() => ConvEquivalence.BlockDiagonal(new Conv2d(1_000_000, 1_000_000, 1, groups: 1_000_000)));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200_000_000);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(999_960, "1.0 MB")]
    [InlineData(1.5e9, "1.5 GB")]
    [InlineData(1e12, "1.0 TB")]
    public void Bytes_are_told_in_the_nearest_unit(double bytes, string text) =>
        Assert.Equal(text, Cultures.InGerman(() => ByteSize.Text(bytes)));

    private static void Layer(int inChannels, int outChannels, int groups) => _ = new Conv2d(inChannels, outChannels, 3, groups: groups);

    private static void Forward(params nint[] lengths) => s_conv.Forward(Zeros(lengths));

    private static void ForwardInPlace()
    {
        var x = Zeros(1, 4, 8, 8);
        new Conv2d(4, 4, 3, padding: 1).Forward(x, x);
    }

    private static void ForwardIntoWeight()
    {
        var weight = Zeros(4, 4, 3, 3);
        new Conv2d(ConvSpec.Conv2d(4, 4, 3, padding: 1, bias: false), weight).Forward(Zeros(4, 4, 3, 3), weight);
    }

    private static void ForwardToBroadcast() => s_conv.Forward(
        Zeros(1, 4, 8, 8).AsReadOnlyTensorSpan(), new TensorSpan<float>(new float[36], 0, [1, 4, 6, 6], [0, 0, 6, 1]));

    private static Tensor<float> Zeros(params nint[] lengths) => Tensor.CreateFromShape<float>(lengths);
}
