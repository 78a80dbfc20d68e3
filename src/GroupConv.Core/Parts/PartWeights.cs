using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// Copies the filters of a problem, which are spread over the layer's weight, into a dense weight tensor [out_channels, in_channels /
/// groups, kH, kW].
/// </summary>
internal sealed unsafe class PartWeights(ImageProblem problem, FilterLayout filters) : IParallelWork
{
    // In a transposed layer's weight the filters of neighbouring output channels are adjacent.
    // A block of output channels reads each cache line once instead of once per channel.
    private const int BlockOutputs = 16;

    private readonly FilterLayout _filters = filters;
    private readonly long[] _inputs = filters.InputPlaces();
    private readonly int[] _taps = filters.TapPlaces();
    private readonly int _out = problem.OutChannels;
    private readonly long _rowFloats = (long)problem.InChannels * problem.PlaneTaps;

    // The copy is a matrix transposition.
    private readonly bool _isTransposition = filters.OutputStep == 1 && problem is { PlaneTaps: 1, InChannels: > 1 };

    public long Floats => problem.AllOutChannels * _rowFloats;

    /// <summary>Work items: blocks of output channels, several to an item if they are small.</summary>
    public long Items => (Units + UnitsPerItem - 1) / UnitsPerItem;

    private long Units => (long)problem.Groups * Blocks;

    private long UnitsPerItem { get; } = Math.Max(
        1, MachineCosts.Here.ItemReorders / (Math.Min(problem.OutChannels, BlockOutputs) * (long)problem.InChannels * problem.PlaneTaps));

    private int Blocks { get; } = (problem.OutChannels + BlockOutputs - 1) / BlockOutputs;

    /// <summary>Layout of a part's taps in the layer's weight.</summary>
    public static FilterLayout Layout(ConvSpec spec, AxisPart depths, AxisPart rows, AxisPart columns)
    {
        int[] kernel = [.. Enumerable.Repeat(1, 3 - spec.Dims), .. spec.KernelSize];
        int plane = kernel[1] * kernel[2];
        int filter = kernel[0] * plane;
        int channels = spec.InChannelsPerGroup;
        int outputs = spec.OutChannelsPerGroup;
        long input = spec.Transposed ? (long)outputs * filter : filter;
        return new FilterLayout(
            (long)channels * outputs * filter,
            spec.Transposed ? filter : (long)channels * filter,
            (long)depths.FirstTap * plane,
            depths.Taps,
            (long)depths.TapStep * plane,
            channels,
            input,
            checked(rows.FirstTap * kernel[2] + columns.FirstTap),
            rows.Taps,
            checked(rows.TapStep * kernel[2]),
            columns.Taps,
            columns.TapStep).Normalized();
    }

    /// <summary>Copies the filters of some output channels.</summary>
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long end = Math.Min(Units, (item + 1) * UnitsPerItem);
        (long group, long block) = Math.DivRem(item * UnitsPerItem, Blocks);
        for (long unit = item * UnitsPerItem; unit < end; unit++)
        {
            long first = block * BlockOutputs, outputs = Math.Min(_out, first + BlockOutputs) - first;
            float* weight = buffers.Weight + group * _filters.GroupStep + first * _filters.OutputStep;
            float* to = buffers.Packed + (group * _out + first) * _rowFloats;
            if (_isTransposition)
            {
                Transposition.Run(
                    weight + _inputs[0] + _taps[0], (nint)(_inputs[1] - _inputs[0]), to, (nint)_rowFloats, _inputs.Length, (nint)outputs);
            }
            else
                Order(weight, to, outputs);
            if (++block == Blocks)
                (group, block) = (group + 1, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Order(float* weight, float* to, long outputs)
    {
        int[] taps = _taps;
        foreach (long input in _inputs)
        {
            for (long output = 0; output < outputs; output++)
            {
                float* plane = weight + output * _filters.OutputStep + input, row = to + output * _rowFloats;
                foreach (int tap in taps)
                    *row++ = plane[tap];
            }

            to += taps.Length;
        }
    }
}
