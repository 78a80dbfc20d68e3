using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The weight of a part: its taps of the whole's weight as [out_channels, kD · in_channels / groups, kH, kW], whatever the order they stand in there.
/// </summary>
internal sealed unsafe class PartWeights(ConvSpec spec, int[] kernel, AxisPart[] axes) : IParallelWork
{
    // Output channels whose filters are neighbours in a transposed weight: each line of it is read once, not once for each of them.
    private const int BlockOutputs = 16;

    private readonly int _in = spec.InChannelsPerGroup;
    private readonly int _out = spec.OutChannelsPerGroup;

    // Where the part's taps stand in a plane of the whole's filter: worked out once, not for each of many filters.
    private readonly int[] _planeTaps =
    [
        .. Enumerable.Range(0, axes[1].Taps).SelectMany(
            kh => Enumerable.Range(0, axes[2].Taps).Select(kw => checked(Tap(axes[1], kh) * kernel[2] + Tap(axes[2], kw)))),
    ];

    /// <summary>Whether the whole's weight is already in the part's order.</summary>
    public bool AreAsTheyStand => !spec.Transposed && (_in == 1 || kernel[0] == 1);

    public long Floats => (long)spec.OutChannels * RowFloats;

    private long RowFloats => (long)_in * axes[0].Taps * axes[1].Taps * axes[2].Taps;

    /// <summary>Items of the work: blocks of output channels.</summary>
    public long Items => (long)spec.Groups * Blocks;

    private int Blocks => (_out + BlockOutputs - 1) / BlockOutputs;

    /// <summary>Writes the rows of some output channels of a group.</summary>
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long filterFloats = (long)kernel[0] * kernel[1] * kernel[2], rowFloats = RowFloats;
        (long group, long block) = Math.DivRem(item, Blocks);
        long first = block * BlockOutputs, last = Math.Min(_out, first + BlockOutputs);
        for (int kd = 0; kd < axes[0].Taps; kd++)
        {
            for (int input = 0; input < _in; input++)
            {
                for (long output = first; output < last; output++)
                {
                    long row = group * _out + output, filter = spec.Transposed ? (group * _in + input) * _out + output : row * _in + input;
                    float* plane = buffers.Weight + filter * filterFloats + (long)Tap(axes[0], kd) * kernel[1] * kernel[2];
                    float* to = buffers.Packed + row * rowFloats + ((long)kd * _in + input) * _planeTaps.Length;
                    foreach (int tap in _planeTaps)
                        *to++ = plane[tap];
                }
            }
        }
    }

    private static int Tap(AxisPart axis, int tap) => axis.FirstTap + tap * axis.TapStep;
}
