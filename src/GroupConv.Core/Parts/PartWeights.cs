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
                float* plane = buffers.Weight + filter * filterFloats + (long)Tap(0, kd) * kernel[1] * kernel[2];
                for (int kh = 0; kh < axes[1].Taps; kh++)
                {
                    float* row = plane + (long)Tap(1, kh) * kernel[2];
                    for (int kw = 0; kw < axes[2].Taps; kw++)
                        *to++ = row[Tap(2, kw)];
                }
            }
        }
    }

    private int Tap(int axis, int tap) => axes[axis].FirstTap + tap * axes[axis].TapStep;
}
