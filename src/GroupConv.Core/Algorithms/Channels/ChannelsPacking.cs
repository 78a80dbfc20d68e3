using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// Packs the weight: one item for each block of output channels. Block by block of input channels, row by row of the filter, tap by tap stand the numbers of all its
/// channels; lanes without a channel are zeros.
/// </summary>
internal sealed unsafe class ChannelsPacking(ChannelsBlocking b) : IParallelWork
{
    // Taps of a channel that are turned at a time, on the stack.
    private const int MostTurned = 64;

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

        float* weight = buffers.Weight + firstChannel * taps;
        for (int input = 0; input < b.InChannels; input += b.InBlock)
        {
            int inputs = Math.Min(b.InBlock, b.InChannels - input);
            PackBlock(weight + (long)input * b.KernelTaps, (nint)taps, packed + (long)input * b.KernelTaps * lanes, inputs, lanes, channels);
        }

        PackBias(buffers, weight, buffers.Packed + b.Shape.Spec.Groups * b.GroupFloats + g * b.BiasFloats + channel, firstChannel, lanes, channels);
    }

    private void PackBias(in ConvBuffers buffers, float* weight, float* packed, long firstChannel, int lanes, int channels)
    {
        long taps = (long)b.InChannels * b.KernelTaps;
        for (int i = 0; i < b.Insides.Length; i++, packed += b.BlockStarts[^1])
        {
            new Span<float>(packed, lanes).Clear();
            for (int c = 0; c < channels && buffers.Bias != null; c++)
            {
                float bias = buffers.Bias[firstChannel + c];
                // Products of the zeros that are left out are zeros: they only ever matter to a sum that is -0.
                packed[c] = bias == 0 && float.IsNegative(bias) && LeavesOutPositive(weight + c * taps, b.Insides[i]) ? 0 : bias;
            }
        }
    }

    /// <summary>Whether a filter has a weight that is positive, or 0, in the rows that are left out.</summary>
    private bool LeavesOutPositive(float* filter, InsideRows inside)
    {
        (int height, int width) = (b.Shape.Spec.KernelSize.Height, b.Shape.Spec.KernelSize.Width);
        for (long row = 0; row < (long)b.InChannels * height; row++, filter += width)
        {
            int tap = (int)(row % height);
            if (tap >= inside.FirstTap && tap < inside.LastTap)
                continue;
            for (int i = 0; i < width; i++)
            {
                if (!float.IsNegative(filter[i]))
                    return true;
            }
        }

        return false;
    }

    private void PackBlock(float* weight, nint taps, float* packed, int inputs, int lanes, int channels)
    {
        (int height, int width) = (b.Shape.Spec.KernelSize.Height, b.Shape.Spec.KernelSize.Width);
        if (height == 1)
        {
            Transposition.Run(weight, taps, packed, lanes, channels, inputs * width);
            return;
        }

        long row = (long)inputs * width * lanes;
        float* turned = stackalloc float[MostTurned * lanes];
        bool fits = b.KernelTaps <= MostTurned;
        for (int input = 0; input < inputs; input++, weight += b.KernelTaps, packed += width * lanes)
        {
            if (fits)
                Transposition.Run(weight, taps, turned, lanes, channels, b.KernelTaps);
            for (int tap = 0; tap < height; tap++)
            {
                float* to = packed + tap * row;
                if (fits)
                    Copy(turned + tap * width * lanes, to, width, lanes, channels);
                else
                    Transposition.Run(weight + tap * width, taps, to, lanes, channels, width);
            }
        }
    }

    private static void Copy(float* from, float* to, int rows, int lanes, int channels)
    {
        for (int row = 0; row < rows; row++, from += lanes, to += lanes)
            new Span<float>(from, channels).CopyTo(new Span<float>(to, channels));
    }
}
