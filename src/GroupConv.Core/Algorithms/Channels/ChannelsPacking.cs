using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Packs the weight: one item for each block of output channels, tap by tap the numbers of all its channels; lanes without a channel are zeros.</summary>
internal sealed unsafe class ChannelsPacking(ChannelsBlocking b) : IParallelWork
{
    public long Items => (long)b.Shape.Spec.Groups * b.Blocks;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long g, long block) = Math.DivRem(item, b.Blocks);
        int channel = b.BlockStarts[block], lanes = b.BlockStarts[block + 1] - channel, channels = Math.Min(lanes, b.OutChannels - channel);
        long taps = (long)b.InChannels * b.KernelTaps, firstChannel = g * b.OutChannels + channel;
        float* packed = buffers.Packed + g * b.GroupFloats + channel * taps;
        if (channels < lanes)
        {
            for (long k = 0; k < taps; k++)
                new Span<float>(packed + k * lanes + channels, lanes - channels).Clear();
        }

        Transposition.Run(buffers.Weight + firstChannel * taps, (nint)taps, packed, lanes, channels, (nint)taps);
        var bias = new Span<float>(buffers.Packed + b.Shape.Spec.Groups * b.GroupFloats + g * b.BlockStarts[^1] + channel, lanes);
        bias.Clear();
        if (buffers.Bias != null)
            new Span<float>(buffers.Bias + firstChannel, channels).CopyTo(bias);
    }
}
