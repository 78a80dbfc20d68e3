using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// One spatial dimension of the padded planes. With stride s, padded position p is in phase p mod s at index p / s, so neighbouring outputs
/// read neighbouring elements. Only phases that some tap reads are stored; each has a slot.
/// </summary>
internal sealed class LineMap
{
    private readonly int[] _slots;

    public LineMap(int input, int output, int kernelSize, int stride, int dilation, int before, PaddingMode mode)
    {
        Stride = stride;
        Taps = new (int, int)[kernelSize];
        var phases = new SortedSet<int>();
        long reach = 0;
        for (int tap = 0; tap < kernelSize; tap++)
        {
            long position = (long)tap * dilation;
            phases.Add((int)(position % stride));
            reach = Math.Max(reach, position / stride);
        }

        _slots = [.. phases];
        Reach = checked((int)reach);
        for (int tap = 0; tap < kernelSize; tap++)
        {
            long position = (long)tap * dilation;
            Taps[tap] = (Array.BinarySearch(_slots, (int)(position % stride)), (int)(position / stride));
        }

        Length = checked(output + Reach);
        Sources = new int[_slots.Length][];
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            Sources[slot] = new int[Length];
            for (int place = 0; place < Length; place++)
                Sources[slot][place] = Source((long)place * stride + _slots[slot] - before, input, mode);
        }
    }

    public int Stride { get; }

    /// <summary>The map of a problem's dimension.</summary>
    /// <param name="axis">The dimension.</param>
    /// <param name="mode">How the padding is filled.</param>
    public static LineMap Of(ImageAxis axis, PaddingMode mode) =>
        new((int)axis.In, (int)axis.Out, axis.Taps, axis.Stride, axis.Dilation, axis.Before, mode);

    /// <summary>Number of stored phases.</summary>
    public int Slots => _slots.Length;

    /// <summary>Greatest distance between the first and the last tap within a phase.</summary>
    public int Reach { get; }

    /// <summary>Length of a phase: output length + reach.</summary>
    public int Length { get; }

    /// <summary>For each tap, its slot and its offset in the phase.</summary>
    public (int Slot, int Place)[] Taps { get; }

    /// <summary>For each slot and index, the input position, or −1 for zero.</summary>
    public int[][] Sources { get; }

    /// <summary>The longest range of indices whose input positions advance by the stride.</summary>
    public (int First, int Last) Inside(int slot)
    {
        var sources = Sources[slot];
        (int First, int Last) best = (0, 0);
        for (int first = 0; first < sources.Length;)
        {
            int last = first + 1;
            if (sources[first] >= 0)
            {
                while (last < sources.Length && sources[last] == sources[last - 1] + Stride)
                    last++;
                if (last - first > best.Last - best.First)
                    best = (first, last);
            }

            first = last;
        }

        return best;
    }

    private static int Source(long position, int input, PaddingMode mode)
    {
        if (position >= 0 && position < input)
            return (int)position;
        // Indices that only pad a phase to its full length may lie beyond the padding. Nothing reads them, so any value will do.
        long mapped = mode switch
        {
            PaddingMode.Replicate => Math.Clamp(position, 0, input - 1),
            PaddingMode.Circular => position < 0 ? position + input : position - input,
            PaddingMode.Reflect => position < 0 ? -position : 2L * (input - 1) - position,
            _ => -1,
        };
        return mapped >= 0 && mapped < input ? (int)mapped : -1;
    }
}
