using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// Packs the weight: one item for each block of output channels. Block by block of input channels, row by row of the filter, tap by tap
/// stand the numbers of all its channels; lanes without a channel are zeros.
/// </summary>
internal sealed unsafe class ChannelsPacking : IParallelWork
{
    // Taps of a channel that are turned at a time, on the stack.
    private const int MostTurned = 64;

    private readonly ChannelsBlocking _b;
    private readonly FilterLayout _filters;
    private readonly bool _isTensor;
    private readonly long[] _inputs;
    private readonly int[] _taps;

    // The first of the taps in a plane of a filter, and how many places lie from there to the last.
    private readonly int _firstTap;
    private readonly int _tapSpan;

    public ChannelsPacking(ChannelsBlocking blocking, FilterLayout filters)
    {
        _b = blocking;
        _isTensor = filters == blocking.Problem.DenseFilters;
        _filters = filters;
        (_inputs, _taps) = (_filters.InputPlaces(), _filters.TapPlaces());
        _firstTap = _taps.Min();
        _tapSpan = _taps.Max() - _firstTap + 1;
    }

    public long Items => (long)_b.Problem.Groups * _b.Blocks;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        (long g, long block) = Math.DivRem(item, _b.Blocks);
        int channel = _b.BlockStarts[block];
        int lanes = _b.BlockStarts[block + 1] - channel;
        int channels = Math.Min(lanes, _b.OutChannels - channel);
        long taps = (long)_b.InChannels * _b.KernelTaps, firstChannel = g * _b.OutChannels + channel;
        float* packed = buffers.Packed + g * _b.GroupFloats + channel * taps;
        if (channels < lanes)
        {
            for (long k = 0; k < taps; k++)
                new Span<float>(packed + k * lanes + channels, lanes - channels).Clear();
        }

        float* weight = buffers.Weight + g * _filters.GroupStep + channel * _filters.OutputStep;
        for (int input = 0; input < _b.InChannels; input += _b.InBlock)
        {
            int inputs = Math.Min(_b.InBlock, _b.InChannels - input);
            float* to = packed + (long)input * _b.KernelTaps * lanes;
            if (_isTensor)
                PackBlock(weight + (long)input * _b.KernelTaps, (nint)taps, to, inputs, lanes, channels);
            else
                PackFilters(weight, to, input, inputs, lanes, channels);
        }

        PackBias(
            buffers,
            weight,
            buffers.Packed + _b.Problem.Groups * _b.GroupFloats + g * _b.BiasFloats + channel,
            firstChannel,
            lanes,
            channels);
    }

    private void PackBias(in ConvBuffers buffers, float* weight, float* packed, long firstChannel, int lanes, int channels)
    {
        for (int i = 0; i < _b.Insides.Length; i++, packed += _b.BlockStarts[^1])
        {
            new Span<float>(packed, lanes).Clear();
            for (int c = 0; c < channels && buffers.Bias != null; c++)
            {
                float bias = buffers.Bias[firstChannel + c];
                // Products of the zeros that are left out are zeros: they only ever matter to a sum that is -0.
                packed[c] = bias == 0 && float.IsNegative(bias) && LeavesOutPositive(weight + c * _filters.OutputStep, _b.Insides[i])
                    ? 0
                    : bias;
            }
        }
    }

    /// <summary>Whether a filter has a weight that is positive, or 0, in the rows that are left out.</summary>
    private bool LeavesOutPositive(float* filters, InsideRows inside)
    {
        int width = _b.Problem.Columns.Taps;
        foreach (long input in _inputs)
        {
            for (int tap = 0; tap < _b.KernelTaps; tap++)
            {
                int row = tap / width;
                if ((row < inside.FirstTap || row >= inside.LastTap) && !float.IsNegative(filters[input + _taps[tap]]))
                    return true;
            }
        }

        return false;
    }

    private void PackBlock(float* weight, nint taps, float* packed, int inputs, int lanes, int channels)
    {
        (int height, int width) = (_b.Problem.Rows.Taps, _b.Problem.Columns.Taps);
        if (height == 1)
        {
            Transposition.Run(weight, taps, packed, lanes, channels, inputs * width);
            return;
        }

        long row = (long)inputs * width * lanes;
        float* turned = stackalloc float[MostTurned * lanes];
        bool fits = _b.KernelTaps <= MostTurned;
        for (int input = 0; input < inputs; input++, weight += _b.KernelTaps, packed += width * lanes)
        {
            if (fits)
                Transposition.Run(weight, taps, turned, lanes, channels, _b.KernelTaps);
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

    /// <summary>
    /// The same from filters that stand elsewhere: as often as not those of neighbouring output channels are neighbours, and the taps in
    /// reverse.
    /// </summary>
    private void PackFilters(float* weight, float* packed, int firstInput, int inputs, int lanes, int channels)
    {
        int width = _b.Problem.Columns.Taps;
        long row = (long)inputs * width * lanes;
        nint step = (nint)_filters.OutputStep;
        float* turned = stackalloc float[MostTurned * lanes];
        bool turns = _tapSpan is > 1 and <= MostTurned;
        for (int input = 0; input < inputs; input++, packed += width * lanes)
        {
            float* plane = weight + _inputs[firstInput + input] + _firstTap;
            if (turns)
                Transposition.Run(plane, step, turned, lanes, channels, _tapSpan);
            for (int tap = 0; tap < _b.KernelTaps; tap++)
            {
                float* to = packed + tap / width * row + tap % width * lanes;
                int place = _taps[tap] - _firstTap;
                if (turns)
                    Copy(turned + place * lanes, to, 1, lanes, channels);
                else if (step == 1)
                    Copy(plane + place, to, 1, lanes, channels);
                else
                    Transposition.Run(plane + place, step, to, lanes, channels, 1);
            }
        }
    }

    private static void Copy(float* from, float* to, int rows, int lanes, int channels)
    {
        for (int row = 0; row < rows; row++, from += lanes, to += lanes)
            new Span<float>(from, channels).CopyTo(new Span<float>(to, channels));
    }
}
