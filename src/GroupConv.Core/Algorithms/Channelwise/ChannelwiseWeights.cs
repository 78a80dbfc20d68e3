using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>Packs filters for the channelwise algorithm: an item is a block of channels. A filter's bias comes first, then its taps, each a vector.</summary>
internal sealed unsafe class ChannelwiseWeights(ChannelwiseBlocking b) : IParallelWork
{
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        int multiplier = b.Shape.Spec.Multiplier;
        float* to = buffers.Packed + item * multiplier * b.FilterFloats;
        for (int filter = 0; filter < multiplier; filter++, to += b.FilterFloats)
        {
            long channel = (long)b.BlockStart((int)item) * multiplier + filter;
            if (buffers.Bias == null)
                new Span<float>(to, b.Lanes).Clear();
            else
                ChannelLanes.Gather(b.Lanes, buffers.Bias + channel, multiplier, 1, to);
            ChannelLanes.Gather(b.Lanes, buffers.Weight + channel * b.Taps, multiplier * b.Taps, b.Taps, to + b.Lanes);
        }
    }
}
