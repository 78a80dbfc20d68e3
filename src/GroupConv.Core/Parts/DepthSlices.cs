using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts;

/// <summary>
/// Treats a volume as images. A slice of the output is a 2-d convolution over the in_channels · kD planes that its filters reach in depth.
/// These planes are contiguous if the planes of equal depth are, and if depths that are one dilation apart are neighbours. The input is
/// copied into that order once, with its padding, and the slices share the copy. If the input already has that order, nothing is copied.
/// </summary>
internal sealed unsafe class DepthSlices : IParallelWork
{
    private const int Zeros = -1;
    private const int NotRead = -2;

    private readonly long _volumes;
    private readonly int _groups;
    private readonly int _channels;
    private readonly long _depth;
    private readonly long _plane;
    private readonly long _before;
    private readonly long _dilation;
    private readonly long _depthsInTurn;
    private readonly int[] _sources;
    private readonly long _unitsPerItem;

    private DepthSlices(ConvSpec spec, long volumes, long depth, long plane, long before, long length, long dilation, bool[] isRead)
    {
        (_volumes, _groups, _channels, _depth, _plane, _before, _dilation) = (
            volumes, spec.Groups, spec.InChannelsPerGroup, depth, plane, before, dilation);
        var map = new LineMap(checked((int)depth), checked((int)length), 1, 1, 1, checked((int)before), spec.PaddingMode).Sources[0];
        bool isWhole = map.Select(
            (source, position) => !isRead[position] || (source >= 0 && source == position - before)).All(holds => holds);
        Copies = !isWhole || dilation != 1 || (_channels > 1 && depth > 1);
        _depthsInTurn = (length + dilation - 1) / dilation;
        _sources = Enumerable.Repeat(NotRead, checked((int)(_depthsInTurn * dilation))).ToArray();
        for (int position = 0; position < map.Length; position++)
            _sources[Place(position)] = isRead[position] ? Math.Max(map[position], Zeros) : NotRead;
        Depths = Copies ? _sources.Length : depth;
        _unitsPerItem = Math.Max(1, MachineCosts.Here.ItemCopies / Math.Max(1, _channels * plane));
        Items = (volumes * _groups * _sources.Length + _unitsPerItem - 1) / _unitsPerItem;
    }

    /// <summary>Whether the planes must be copied first.</summary>
    public bool Copies { get; }

    /// <summary>Number of depths in each group's planes as the slices read them.</summary>
    public long Depths { get; }

    /// <summary>From one group's planes to the next group's.</summary>
    public long GroupStep => Depths * _channels * _plane;

    /// <summary>Floats of the copy.</summary>
    public double CopyFloats => Copies ? (double)_volumes * _groups * GroupStep : 0;

    public long Items { get; }

    /// <summary>Makes the slices for the parts of the depth axis.</summary>
    /// <returns>Null if the padded volume would be too deep.</returns>
    public static DepthSlices? For(ConvSpec spec, long volumes, long depth, long plane, IReadOnlyList<AxisPart> parts)
    {
        AxisPart[] reading = [.. parts.Where(part => part.Taps > 0)];
        long before = reading.Max(part => part.Before), length = reading.Max(part => part.Reach) + before;
        if (length > 1 << 24)
            return null;
        var isRead = new bool[length];
        foreach (var part in reading)
        {
            for (long output = 0; output < part.Outputs; output++)
            {
                for (int tap = 0; tap < part.Taps; tap++)
                    isRead[output * part.Stride + tap * part.Dilation - part.Before + before] = true;
            }
        }

        return new DepthSlices(spec, volumes, depth, plane, before, length, reading.Max(part => part.Taps > 1 ? part.Dilation : 1), isRead);
    }

    /// <summary>For each output of a part, the offset of its first group's planes in its volume.</summary>
    public long[] Offsets(AxisPart part)
    {
        var offsets = new long[part.Outputs];
        for (long output = 0; output < offsets.Length; output++)
        {
            long position = output * part.Stride - part.Before + _before;
            offsets[output] = (Copies ? Place(position) : position - _before) * _channels * _plane;
        }

        return offsets;
    }

    /// <summary>Copies the planes that some groups read at some depths.</summary>
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long end = Math.Min(_volumes * _groups * _sources.Length, (item + 1) * _unitsPerItem), floats = _channels * _plane;
        for (long unit = item * _unitsPerItem; unit < end; unit++)
        {
            (long group, long place) = Math.DivRem(unit, _sources.Length);
            float* to = buffers.Y + unit * floats;
            int source = _sources[place];
            if (source == NotRead)
                continue;
            for (long channel = 0; channel < _channels; channel++, to += _plane)
            {
                var plane = new Span<float>(to, (int)_plane);
                if (source == Zeros)
                    plane.Clear();
                else
                    new ReadOnlySpan<float>(
                        buffers.X + ((group * _channels + channel) * _depth + source) * _plane, (int)_plane).CopyTo(plane);
            }
        }
    }

    /// <summary>Index of a padded depth in the copy: depths that are one dilation apart become neighbours.</summary>
    private long Place(long position) => position % _dilation * _depthsInTurn + position / _dilation;
}
