using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// Packs the weight; an item is a block of output channels. The order is: block of input channels, filter row, input channel, tap, output
/// channel. Lanes without a channel are zeros.
/// </summary>
internal sealed unsafe class ChannelsPacking : IParallelWork
{
    // The most taps of a channel that are transposed together, on the stack.
    private const int MostTransposed = 64;

    private readonly ChannelsBlocking _b;
    private readonly FilterLayout _filters;
    private readonly bool _isTensor;
    private readonly long[] _inputs;
    private readonly int[] _taps;

    // The smallest offset of a tap in a filter's plane, and the number of offsets from it to the greatest one, both included.
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
                // A skipped product is ±0. Adding +0 changes a sum only if the sum is −0: it becomes +0.
                packed[c] = bias == 0 && float.IsNegative(bias) && LeavesOutPositive(weight + c * _filters.OutputStep, _b.Insides[i])
                    ? 0
                    : bias;
            }
        }
    }

    /// <summary>Whether a filter has a non-negative weight (+0 included) in the skipped filter rows.</summary>
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
        float* transposed = stackalloc float[MostTransposed * lanes];
        bool fits = _b.KernelTaps <= MostTransposed;
        for (int input = 0; input < inputs; input++, weight += _b.KernelTaps, packed += width * lanes)
        {
            if (fits)
                Transposition.Run(weight, taps, transposed, lanes, channels, _b.KernelTaps);
            for (int tap = 0; tap < height; tap++)
            {
                float* to = packed + tap * row;
                if (fits)
                    Copy(transposed + tap * width * lanes, to, width, lanes, channels);
                else
                    Transposition.Run(weight + tap * width, taps, to, lanes, channels, width);
            }
        }
    }

    /// <summary>
    /// The same for filters inside a transposed layer's weight. Often the filters of neighbouring output channels are adjacent and the taps
    /// reversed.
    /// </summary>
    private void PackFilters(float* weight, float* packed, int firstInput, int inputs, int lanes, int channels)
    {
        int width = _b.Problem.Columns.Taps;
        long row = (long)inputs * width * lanes;
        nint step = (nint)_filters.OutputStep;
        float* transposed = stackalloc float[MostTransposed * lanes];
        bool transposes = _tapSpan is > 1 and <= MostTransposed;
        for (int input = 0; input < inputs; input++, packed += width * lanes)
        {
            float* plane = weight + _inputs[firstInput + input] + _firstTap;
            if (transposes)
                Transposition.Run(plane, step, transposed, lanes, channels, _tapSpan);
            for (int tap = 0; tap < _b.KernelTaps; tap++)
            {
                float* to = packed + tap / width * row + tap % width * lanes;
                int place = _taps[tap] - _firstTap;
                if (transposes)
                    Copy(transposed + place * lanes, to, 1, lanes, channels);
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
