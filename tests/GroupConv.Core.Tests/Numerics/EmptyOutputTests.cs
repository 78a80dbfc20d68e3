using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>Where padding cuts off all of a transposed convolution's output, the output is empty, as PyTorch has it.</summary>
public sealed class EmptyOutputTests
{
    public static TheoryData<ConvSpec, nint[], nint[]> Layers() => new()
    {
        { ConvSpec.ConvTranspose2d(4, 4, (7, 6), padding: (0, 3), groups: 4), [1, 4, 1, 1], [1, 4, 7, 0] },
        { ConvSpec.ConvTranspose1d(2, 3, 2, padding: 1), [2, 2, 1], [2, 3, 0] },
        { ConvSpec.ConvTranspose1d(2, 4, 5, stride: 3, padding: 4, groups: 2, bias: false), [2, 2], [4, 0] },
        { ConvSpec.ConvTranspose2d(2, 2, 2, stride: 2, padding: 2), [3, 2, 2, 5], [3, 2, 0, 6] },
        { ConvSpec.ConvTranspose2d(2, 2, 3, dilation: 2, padding: 3, outputPadding: 1), [1, 2, 1, 1], [1, 2, 0, 0] },
        { ConvSpec.ConvTranspose3d(4, 2, (1, 2, 3), padding: (0, 1, 0), groups: 2), [1, 4, 2, 1, 3], [1, 2, 2, 0, 5] },
    };

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Outputs_are_empty_and_gradients_zero(ConvSpec spec, nint[] lengths, nint[] output)
    {
        var conv = ConvLayer.Create(spec, seed: 1);
        var x = Tensors.Input(2, lengths);
        var shape = conv.OutputShape(lengths);
        Assert.Equal((TensorShape)output, shape.Output);
        Assert.Equal(0, ConvCost.Of(shape).OutputBytes);
        var y = conv.Forward(x);
        Assert.Equal(output, y.Lengths.ToArray());
        using var prepared = conv.Prepare(lengths);
        Assert.Equal(output, prepared.Forward(x).Lengths.ToArray());
        prepared.Forward(x, y);
        Assert.Contains("the output is empty", conv.Plan(lengths).ToMultilineString(), StringComparison.Ordinal);
        Assert.Equal(output, ConvReference.Forward(spec, x, conv.Weight, conv.Bias).Lengths.ToArray());
        Assert.Equal(output, ConvEquivalence.SideBySide(conv, x).Lengths.ToArray());
        Assert.Equal(output, ConvEquivalence.BlockDiagonal(conv).Forward(x).Lengths.ToArray());

        var gradients = conv.Backward(x, y);
        Zeros(lengths, gradients.Input!);
        Zeros(conv.Weight.Lengths.ToArray(), gradients.Weight!);
        Assert.Equal(spec.Bias, gradients.Bias is not null);
        if (gradients.Bias is { } bias)
            Zeros([spec.OutChannels], bias);
        gradients.Input!.Fill(7);
        gradients.Weight!.Fill(7);
        conv.Backward(x, y, gradients);
        Zeros(lengths, gradients.Input!);
        Zeros(conv.Weight.Lengths.ToArray(), gradients.Weight!);
        Zeros(lengths, ConvReference.Backward(spec, x, conv.Weight, y).Input);
    }

    [Fact]
    public void What_would_be_less_than_nothing_is_refused()
    {
        var refusal = Assert.Throws<ConvException>(() => new ConvTranspose1d(1, 1, 2, padding: 2).OutputShape([1, 1, 2]));
        Assert.Contains("would be -1", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("padding: 0", refusal.Fix);
        // What follows an empty output says what it has been given.
        Assert.Contains(
            "no pixels", Assert.Throws<ConvException>(() => new Conv2d(4, 4, 1).OutputShape([1, 4, 7, 0])).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_output_can_be_asked_for()
    {
        // From (1 − 1) · 2 + 2 − 4 = −2: 0 and 1 are possible with a stride of 4 alone.
        var up = new ConvTranspose1d(1, 1, 2, stride: 4, padding: 2);
        Assert.Equal([1, 1, 0], up.Forward(Tensors.Input(1, 1, 1, 1), outputSize: [0]).Lengths.ToArray());
        Assert.Equal([1, 1, 1], up.Forward(Tensors.Input(1, 1, 1, 1), outputSize: [1]).Lengths.ToArray());
        Assert.Contains(
            "From [0] to [1]",
            Assert.Throws<ConvException>(() => up.Forward(Tensors.Input(1, 1, 1, 1), outputSize: [2])).Message,
            StringComparison.Ordinal);
    }

    private static void Zeros(nint[] lengths, Tensor<float> gradient)
    {
        Assert.Equal(lengths, gradient.Lengths.ToArray());
        Assert.All(Tensors.Flat(gradient), value => Assert.Equal(0, value));
    }
}
