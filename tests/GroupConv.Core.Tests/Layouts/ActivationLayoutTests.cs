using System.Numerics.Tensors;
using GroupConv.Core.Layouts;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Layouts;

/// <summary>Tensors with their channels first or last: worked examples for all ranks, with and without a batch.</summary>
public sealed class ActivationLayoutTests
{
    // The digits of a number: image, channel, and the place in each spatial dimension.
    public static TheoryData<int, nint[], int[], nint[], int[]> WorkedExamples() => new()
    {
        { 1, [2, 2, 3], [111, 112, 113, 121, 122, 123, 211, 212, 213, 221, 222, 223], [2, 3, 2],
            [111, 121, 112, 122, 113, 123, 211, 221, 212, 222, 213, 223] },
        { 1, [2, 3], [11, 12, 13, 21, 22, 23], [3, 2], [11, 21, 12, 22, 13, 23] },
        { 2, [1, 2, 2, 2], [111, 112, 121, 122, 211, 212, 221, 222], [1, 2, 2, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { 2, [3, 1, 2], [11, 12, 21, 22, 31, 32], [1, 2, 3], [11, 21, 31, 12, 22, 32] },
        { 3, [1, 2, 2, 1, 2], [111, 112, 121, 122, 211, 212, 221, 222], [1, 2, 1, 2, 2], [111, 211, 112, 212, 121, 221, 122, 222] },
        { 3, [2, 1, 2, 1], [11, 12, 21, 22], [1, 2, 1, 2], [11, 21, 12, 22] },
        { 2, [0, 3, 4, 5], [], [0, 4, 5, 3], [] },
    };

    [Theory]
    [MemberData(nameof(WorkedExamples), DisableDiscoveryEnumeration = true)]
    public void Worked_examples_go_both_ways(int dims, nint[] first, int[] channelsFirst, nint[] last, int[] channelsLast)
    {
        var there = ActivationLayouts.ToChannelsLast(Tensor.Create(channelsFirst, first), dims);
        Assert.Equal(last, there.Lengths.ToArray());
        Assert.Equal(channelsLast, Flat(there));
        var back = ActivationLayouts.ToChannelsFirst(Tensor.Create(channelsLast, last), dims);
        Assert.Equal(first, back.Lengths.ToArray());
        Assert.Equal(channelsFirst, Flat(back));
    }

    [Fact]
    public void Other_ranks_are_refused()
    {
        var rank = Assert.Throws<ConvException>(() => ActivationLayouts.ToChannelsFirst(Tensor.CreateFromShape<float>([1, 2, 3, 4, 5])));
        Assert.Equal("The tensor [1, 2, 3, 4, 5] has 5 dimensions. With dims=2 it has 4, or 3 without a batch. Try: dims: 3", rank.Message);
        Assert.Throws<ConvException>(() => ActivationLayouts.ToChannelsLast(Tensor.CreateFromShape<float>([1, 2, 3]), dims: 4));
        Assert.Throws<ConvException>(() => ActivationLayouts.ToChannelsLast<float>(null!));
    }

    private static int[] Flat(Tensor<int> tensor)
    {
        var values = new int[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
