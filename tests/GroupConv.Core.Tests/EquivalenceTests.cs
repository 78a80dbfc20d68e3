using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests;

public sealed class EquivalenceTests
{
    [Theory]
    [InlineData("N2 G4 IC8 OC12 H9 W7 K3x3 S1 P1 D1")]
    [InlineData("N1 G3 IC3 OC9 H16 W16 K3x3 S2 P1 D1 nobias")]
    [InlineData("N2 G1 IC5 OC4 H9 W9 K2x3 S1 P0 D2")]
    [InlineData("N1 G6 IC6 OC12 H10 W8 K3x3 S1 P2 D1 reflect")]
    public void A_grouped_layer_equals_small_layers_side_by_side_to_the_bit_and_a_block_diagonal_one_up_to_rounding(string name)
    {
        var test = ConvCase.Parse(name);
        var conv = ConvLayer.Create(test.Spec, seed: 2);
        var x = Tensors.Input(3, test.N, test.InChannels, test.H, test.W);
        var y = conv.Forward(x);
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(y, ConvEquivalence.SideBySide(conv, x)));
        Assert.Equal(test.Groups, ConvEquivalence.Layers(conv).Count);

        var dense = ConvEquivalence.BlockDiagonal(conv);
        Assert.Equal(1, dense.Spec.Groups);
        Assert.Equal(ConvCost.WeightElements(conv.Spec), Tensors.Flat(dense.Weight).Count(value => value != 0));
        Assert.InRange(ConvEquivalence.MaxAbsDifference(y, dense.Forward(x)), 0, 1e-6);
        if (test.Spec.IsDepthwise)
            Assert.Equal(0, ConvEquivalence.MaxAbsDifference(y, ConvEquivalence.PerChannel(conv, x)));
        else
            Assert.Contains("is not depthwise", Assert.Throws<ConvException>(() => ConvEquivalence.PerChannel(conv, x)).Message,
                StringComparison.Ordinal);
    }

    public static TheoryData<ConvSpec, nint[]> Kinds() => new()
    {
        { ConvSpec.Conv1d(6, 9, 4, stride: 2, padding: 1, groups: 3), [2, 6, 21] },
        { ConvSpec.Conv3d(4, 4, 3, padding: "same", groups: 4), [1, 4, 5, 6, 7] },
        { ConvSpec.ConvTranspose1d(4, 6, 3, stride: 2, groups: 2, outputPadding: 1), [2, 4, 9] },
        { ConvSpec.ConvTranspose2d(6, 12, (3, 2), stride: (1, 2), padding: 1, groups: 6), [1, 6, 8, 7] },
        { ConvSpec.ConvTranspose3d(4, 2, 2, dilation: 2, groups: 2, bias: false), [4, 4, 5, 3] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Layers_of_every_kind_have_their_equivalents(ConvSpec spec, nint[] lengths)
    {
        var conv = ConvLayer.Create(spec, seed: 2);
        var x = Tensors.Input(3, lengths);
        var y = conv.Forward(x);
        Assert.InRange(ConvEquivalence.MaxAbsDifference(y, ConvEquivalence.SideBySide(conv, x)), 0, 1e-6);
        var dense = ConvEquivalence.BlockDiagonal(conv);
        Assert.Equal(spec.WithGroups(1), dense.Spec);
        Assert.Equal(ConvCost.WeightElements(spec), Tensors.Flat(dense.Weight).Count(value => value != 0));
        Assert.InRange(ConvEquivalence.MaxAbsDifference(y, dense.Forward(x)), 0, 1e-6);
        var small = ConvEquivalence.Layers(conv);
        Assert.Equal(spec.Groups, small.Count);
        Assert.All(small, layer => Assert.Equal((spec.InChannelsPerGroup, spec.OutChannelsPerGroup, 1),
            (layer.Spec.InChannels, layer.Spec.OutChannels, layer.Spec.Groups)));
        if (spec.IsDepthwise)
            Assert.InRange(ConvEquivalence.MaxAbsDifference(y, ConvEquivalence.PerChannel(conv, x)), 0, 1e-6);
    }

    [Fact]
    public void An_image_without_batch_and_an_empty_batch_have_their_equivalents()
    {
        var conv = new Conv2d(4, 8, 3, groups: 4);
        var x = Tensors.Input(1, 4, 6, 6);
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(conv.Forward(x), ConvEquivalence.PerChannel(conv, x)));
        Assert.Equal([0, 8, 4, 4], ConvEquivalence.SideBySide(conv, Tensor.CreateFromShape<float>([0, 4, 6, 6])).Lengths.ToArray());
    }

    [Fact]
    public void Small_layers_share_the_weights_of_the_large_one()
    {
        var conv = new Conv2d(4, 8, 3, groups: 2);
        ConvEquivalence.Layers(conv)[1].Weight.Fill(5);
        Assert.Equal(5, conv.Weight[4, 0, 0, 0]);
        Assert.NotEqual(5, conv.Weight[3, 0, 0, 0]);
    }

    [Fact]
    public void Channel_by_channel_neither_makes_layers_nor_plans_anew()
    {
        var conv = new Conv2d(64, 64, 3, padding: 1, groups: 64);
        var x = Tensors.Input(1, 1, 64, 14, 14);
        _ = ConvEquivalence.PerChannel(conv, x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var y = ConvEquivalence.PerChannel(conv, x);
        // The output, and some views; a layer and its plan take thousands of bytes a channel.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 4 * y.FlattenedLength, 4 * y.FlattenedLength + 64 * 300);
        conv.Weight.Fill(2);
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(conv.Forward(x), ConvEquivalence.PerChannel(conv, x)));
    }

    [Fact]
    public void Differences_know_NaN_and_infinity()
    {
        Assert.Equal(0, Difference([1, float.NaN, float.PositiveInfinity], [1, float.NaN, float.PositiveInfinity]));
        Assert.Equal(double.NaN, Difference([1, 2], [1, float.NaN]));
        Assert.Equal(double.PositiveInfinity, Difference([1, float.NegativeInfinity], [1, 3]));
        Assert.Equal(0.5, Difference([1, 2, -1], [1, 2.5f, -1]));
        Assert.Throws<ConvException>(() => Difference([1], [1, 2]));

        static double Difference(float[] a, float[] b) => ConvEquivalence.MaxAbsDifference(Tensor.Create(a), Tensor.Create(b));
    }

    [Fact]
    public void A_shuffle_reads_the_channels_of_the_groups_in_turn()
    {
        var x = Tensor.Create(Enumerable.Range(0, 2 * 6 * 2).Select(i => (float)i).ToArray(), [2, 6, 1, 2]);
        var y = ChannelShuffle.Apply(x, 2);
        Assert.Equal(Tensors.Flat(y), Tensors.Flat(ChannelShuffle.Apply(Tensor.Create(Tensors.Flat(x), [2, 6, 2]), 2, dims: 1)));
        Assert.Equal(Tensors.Flat(y), Tensors.Flat(
            new ChannelShuffle(2, dims: 3).Forward(Tensor.Create(Tensors.Flat(x), [2, 6, 1, 2, 1]))));
        Assert.Equal([0, 3, 1, 4, 2, 5], Enumerable.Range(0, 6).Select(c => (int)y[0, c, 0, 0] / 2));
        Assert.Equal([6, 9, 7, 10, 8, 11], Enumerable.Range(0, 6).Select(c => (int)y[1, c, 0, 1] / 2));
        Assert.Equal(0, ConvEquivalence.MaxAbsDifference(x, ChannelShuffle.Apply(y, 3)));
        Assert.Contains(
            "6 channels cannot be divided into groups=4.",
            Assert.Throws<ConvException>(() => ChannelShuffle.Apply(x, 4)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ConvException>(() => ChannelShuffle.Apply(x, 0));
    }
}
