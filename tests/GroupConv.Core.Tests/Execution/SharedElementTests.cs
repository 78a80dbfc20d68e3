using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Execution;

/// <summary>Views of one tensor: those that share an element are refused, those that only interleave are not.</summary>
public sealed class SharedElementTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_DenseNet_writes_new_channels_behind_those_that_it_reads(int batch)
    {
        var room = Tensors.Input(1, batch, 8, 6, 7);
        var kept = Tensors.Flat(room);
        Tensor<float> read = Channels(room, 0, 4), written = Channels(room, 4, 8);
        var conv = new Conv2d(4, 4, 3, padding: 1, groups: 2, seed: 2);
        var expected = conv.Forward(Tensor.Create(Tensors.Flat(read), [batch, 4, 6, 7]));
        conv.Forward(read, written);
        Assert.Equal(Tensors.Flat(expected), Tensors.Flat(written));
        using var prepared = conv.Prepare(read.Lengths);
        written.Fill(0);
        prepared.Forward(read, written);
        Assert.Equal(Tensors.Flat(expected), Tensors.Flat(written));
        Assert.Equal(Channels(Tensor.Create(kept, room.Lengths), 0, 4).ToArray(), read.ToArray());
    }

    [Fact]
    public void Gradients_of_interleaved_views_go_to_interleaved_views()
    {
        var conv = new Conv2d(2, 2, 3, padding: 1, seed: 2);
        var room = Tensors.Input(1, 2, 6, 5, 5);
        Tensor<float> x = Channels(room, 0, 2), gradOutput = Channels(room, 2, 4), gradInput = Channels(room, 4, 6);
        var expected = conv.Backward(x, gradOutput);
        conv.Backward(x, gradOutput, new ConvGradients(gradInput, null, null));
        Assert.Equal(Tensors.Flat(expected.Input!), Tensors.Flat(gradInput));
    }

    [Fact]
    public void Views_that_share_an_element_are_refused()
    {
        var room = Tensors.Input(1, 3, 8, 6, 7);
        var conv = new Conv2d(4, 4, 1);
        var shared = Assert.Throws<ConvException>(() => conv.Forward(Channels(room, 0, 4), Channels(room, 3, 7)));
        Assert.Contains("shares memory with the input", shared.Message, StringComparison.Ordinal);
        Assert.Throws<ConvException>(() => conv.Forward(Channels(room, 0, 4), Channels(room, 0, 4)));
    }

    [Fact]
    public void All_views_of_few_elements_are_judged_as_counting_them_does()
    {
        var random = new SplitMix64(5);
        int shared = 0, apart = 0;
        for (int i = 0; i < 20_000; i++)
        {
            (nint[] lengthsA, nint[] stridesA) = Draw();
            (nint[] lengthsB, nint[] stridesB) = Draw();
            nint distance = Next(-30, 30);
            var places = Places(lengthsA, stridesA, 0);
            bool expected = Places(lengthsB, stridesB, distance).Any(places.Contains);
            Assert.Equal(expected, SharedElements.Exist(lengthsA, stridesA, lengthsB, stridesB, distance));
            (shared, apart) = expected ? (shared + 1, apart) : (shared, apart + 1);
        }

        Assert.True(shared > 3000 && apart > 3000, $"{shared} shared, {apart} apart");

        (nint[] Lengths, nint[] Strides) Draw()
        {
            int rank = Next(0, 3);
            return ([.. Enumerable.Range(0, rank).Select(_ => (nint)Next(1, 4))],
                [.. Enumerable.Range(0, rank).Select(_ => (nint)Next(-9, 15))]);
        }

        int Next(int least, int most) => least + (int)((random.Next() >> 33) % (ulong)(most - least + 1));
    }

    [Fact]
    public void Views_of_large_tensors_are_judged_at_once()
    {
        nint[] lengths = [64, 128, 224, 224], strides = [256 * 224 * 224, 224 * 224, 224, 1];
        Assert.False(SharedElements.Exist(lengths, strides, lengths, strides, 128 * 224 * 224));
        Assert.True(SharedElements.Exist(lengths, strides, lengths, strides, 127 * 224 * 224));
        // Even and odd columns.
        nint[] half = [64, 256, 224, 112], step = [256 * 224 * 224, 224 * 224, 224, 2];
        Assert.False(SharedElements.Exist(half, step, half, step, 1));
        Assert.True(SharedElements.Exist(half, step, half, step, 2));
        // One by rows, the other by columns.
        Assert.True(SharedElements.Exist([224, 224], [224, 1], [224, 224], [1, 224], 5));
    }

    private static Tensor<float> Channels(Tensor<float> tensor, int first, int end) =>
        tensor.Slice([NRange.All, new NRange(first, end), NRange.All, NRange.All]);

    private static HashSet<nint> Places(nint[] lengths, nint[] strides, nint first)
    {
        HashSet<nint> places = [first];
        for (int d = 0; d < lengths.Length; d++)
            places = [.. places.SelectMany(place => Enumerable.Range(0, (int)lengths[d]).Select(i => place + i * strides[d]))];
        return places;
    }
}
