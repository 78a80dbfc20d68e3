using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels.Layout;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The weight of a part: its taps of the whole's weight as [out_channels, kD · in_channels / groups, kH, kW], whatever the order they stand in there.
/// </summary>
internal sealed unsafe class PartWeights(ConvSpec spec, FilterLayout filters) : IParallelWork
{
    // Output channels whose filters are neighbours in a transposed weight: each line of it is read once, not once for each of them.
    private const int BlockOutputs = 16;

    // Floats worth an item of their own.
    private const long ItemFloats = 1 << 13;

    private readonly int _out = spec.OutChannelsPerGroup;
    private readonly long _rowFloats = (long)filters.Inputs.Length * filters.Taps.Length;

    // A matrix, whose rows become columns.
    private readonly bool _isTransposition = filters is { OutputStep: 1, Taps.Length: 1, Inputs.Length: > 1 };

    public long Floats => spec.OutChannels * _rowFloats;

    /// <summary>Items of the work: blocks of output channels, as many as are worth it.</summary>
    public long Items => (Units + UnitsPerItem - 1) / UnitsPerItem;

    private long Units => (long)spec.Groups * Blocks;

    private long UnitsPerItem { get; } = Math.Max(1, ItemFloats / (Math.Min(spec.OutChannelsPerGroup, BlockOutputs) * (long)filters.Inputs.Length * filters.Taps.Length));

    private int Blocks { get; } = (spec.OutChannelsPerGroup + BlockOutputs - 1) / BlockOutputs;

    /// <summary>Where the taps of a part stand in the whole's weight.</summary>
    public static FilterLayout Layout(ConvSpec spec, int[] kernel, AxisPart[] axes)
    {
        int plane = kernel[1] * kernel[2], filter = kernel[0] * plane, channels = spec.InChannelsPerGroup, outputs = spec.OutChannelsPerGroup;
        long input = spec.Transposed ? (long)outputs * filter : filter;
        return new FilterLayout(
            (long)channels * outputs * filter,
            spec.Transposed ? filter : (long)channels * filter,
            [.. Enumerable.Range(0, axes[0].Taps).SelectMany(kd => Enumerable.Range(0, channels).Select(channel => channel * input + (long)Tap(axes[0], kd) * plane))],
            [.. Enumerable.Range(0, axes[1].Taps).SelectMany(kh => Enumerable.Range(0, axes[2].Taps).Select(kw => checked(Tap(axes[1], kh) * kernel[2] + Tap(axes[2], kw))))]);
    }

    /// <summary>Writes the rows of some output channels.</summary>
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long end = Math.Min(Units, (item + 1) * UnitsPerItem);
        (long group, long block) = Math.DivRem(item * UnitsPerItem, Blocks);
        for (long unit = item * UnitsPerItem; unit < end; unit++)
        {
            long first = block * BlockOutputs, outputs = Math.Min(_out, first + BlockOutputs) - first;
            float* weight = buffers.Weight + group * filters.GroupStep + first * filters.OutputStep, to = buffers.Packed + (group * _out + first) * _rowFloats;
            if (_isTransposition)
                Transposition.Run(weight + filters.Inputs[0] + filters.Taps[0], (nint)(filters.Inputs[1] - filters.Inputs[0]), to, (nint)_rowFloats, filters.Inputs.Length, (nint)outputs);
            else
                Order(weight, to, outputs);
            if (++block == Blocks)
                (group, block) = (group + 1, 0);
        }
    }

    private static int Tap(AxisPart axis, int tap) => axis.FirstTap + tap * axis.TapStep;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Order(float* weight, float* to, long outputs)
    {
        int[] taps = filters.Taps;
        foreach (long input in filters.Inputs)
        {
            for (long output = 0; output < outputs; output++)
            {
                float* plane = weight + output * filters.OutputStep + input, row = to + output * _rowFloats;
                foreach (int tap in taps)
                    *row++ = plane[tap];
            }

            to += taps.Length;
        }
    }
}
