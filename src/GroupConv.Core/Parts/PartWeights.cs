using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// The weight of a part: its taps of the whole's weight as [out_channels, kD · in_channels / groups, kH, kW], whatever the order they stand in there.
/// </summary>
internal sealed unsafe class PartWeights(ConvSpec spec, int[] kernel, AxisPart[] axes) : IParallelWork
{
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

    /// <summary>Writes the row of one output channel.</summary>
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* to = buffers.Packed + item * RowFloats;
        long filterFloats = (long)kernel[0] * kernel[1] * kernel[2];
        (long group, long output) = Math.DivRem(item, _out);
        for (int kd = 0; kd < axes[0].Taps; kd++)
        {
            for (int input = 0; input < _in; input++)
            {
                long filter = spec.Transposed ? (group * _in + input) * _out + output : item * _in + input;
                float* plane = buffers.Weight + filter * filterFloats + (long)Tap(axes[0], kd) * kernel[1] * kernel[2];
                foreach (int tap in _planeTaps)
                    *to++ = plane[tap];
            }
        }
    }

    private static int Tap(AxisPart axis, int tap) => axis.FirstTap + tap * axis.TapStep;
}
