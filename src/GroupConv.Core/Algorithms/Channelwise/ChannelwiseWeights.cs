using System.Runtime.Intrinsics;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// Packs filters for the channelwise algorithm. An item is a block of channels. A filter is its bias followed by its taps, each a vector.
/// </summary>
internal sealed unsafe class ChannelwiseWeights : IParallelWork
{
    private readonly ChannelwiseBlocking _b;
    private readonly FilterLayout _filters;

    public ChannelwiseWeights(ChannelwiseBlocking blocking, FilterLayout filters)
    {
        _b = blocking;
        var dense = blocking.Problem.DenseFilters;
        int[] taps = filters.TapPlaces();
        TakesFilters = filters != dense && taps.Index().All(tap => tap.Item == taps.Length - 1 - tap.Index);
        _filters = TakesFilters ? filters : dense;
    }

    /// <summary>
    /// Whether the filters are whole, reversed filters of a transposed layer at stride 1. Such filters are packed directly from the layer's
    /// weight.
    /// </summary>
    public bool TakesFilters { get; }

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        int multiplier = _b.Problem.Multiplier, channel = _b.BlockStart((int)item);
        float* to = buffers.Packed + item * multiplier * _b.FilterFloats;
        for (int filter = 0; filter < multiplier; filter++, to += _b.FilterFloats)
        {
            if (buffers.Bias == null)
                new Span<float>(to, _b.Lanes).Clear();
            else
                ChannelLanes.Gather(_b.Lanes, buffers.Bias + (long)channel * multiplier + filter, multiplier, 1, to);
            float* taps = to + _b.Lanes;
            ChannelLanes.Gather(
                _b.Lanes,
                buffers.Weight + channel * _filters.GroupStep + filter * _filters.OutputStep + _filters.FirstInput,
                (nint)_filters.GroupStep,
                _b.Taps,
                taps);
            if (TakesFilters)
                Reverse(taps, _b.Taps);
        }
    }

    private void Reverse(float* taps, int count)
    {
        for (float* last = taps + (count - 1) * _b.Lanes; taps < last; taps += _b.Lanes, last -= _b.Lanes)
        {
            for (int lane = 0; lane < _b.Lanes; lane += Vector256<float>.Count)
            {
                Vector256<float> one = Vector256.Load(taps + lane), other = Vector256.Load(last + lane);
                other.Store(taps + lane);
                one.Store(last + lane);
            }
        }
    }
}
