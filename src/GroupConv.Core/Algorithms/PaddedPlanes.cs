using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// The layout of the planes of some input channels for a band of output rows. Planes include their padding and are split into phases by the
/// stride. So a filter's tap has one offset from an output pixel, the same for all pixels. If the input already has this property, it is
/// read directly.
/// </summary>
internal sealed unsafe class PaddedPlanes
{
    private readonly int _inputWidth;
    private readonly long _inputPlane;
    private readonly int _slack;
    private readonly PinnedTable[] _rows;
    private readonly PinnedTable[] _columns;
    private readonly (int First, int Last)[] _insides;
    private readonly bool _inPairs;
    private readonly InsideArguments[] _inputCopies;

    /// <param name="rows">The rows of a plane.</param>
    /// <param name="columns">The columns of a plane.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="readsInput">Whether taps read the input directly: no padding, no stride.</param>
    /// <param name="bandRows">The most output rows of a band.</param>
    /// <param name="slack">Floats after a phase that vectors may read; the results are discarded.</param>
    public PaddedPlanes(LineMap rows, LineMap columns, int height, int width, bool readsInput, int bandRows, int slack)
    {
        (Rows, Columns, ReadsInput, _inputWidth, _inputPlane, _slack) = (rows, columns, readsInput, width, (long)height * width, slack);
        RowFloats = readsInput ? width : columns.Length;
        PhaseFloats = readsInput ? height * width : (bandRows + rows.Reach) * RowFloats + slack;
        ChannelFloats = readsInput ? PhaseFloats : PhaseFloats * rows.Slots * columns.Slots;
        // Planes that are a multiple of 4 KB apart would cause cache-set conflicts.
        if (!readsInput && ChannelFloats % 1024 < 16)
            ChannelFloats += 16;
        _rows = [.. rows.Sources.Select(line => new PinnedTable(line))];
        _columns = [.. columns.Sources.Select(line => new PinnedTable(line))];
        _insides = [.. Enumerable.Range(0, columns.Slots).Select(columns.Inside)];
        _inPairs = columns.Stride == 2 && columns.Slots == 2
            && PhasePairs.Fits(columns.Sources[0], columns.Sources[1], _insides[0], _insides[1]);
        _inputCopies = [.. InputCopies(height, bandRows)];
        MarginsAreZero = !readsInput && AreAllButZeros(rows) && AreAllButZeros(columns);
    }

    public LineMap Rows { get; }

    public LineMap Columns { get; }

    public bool ReadsInput { get; }

    /// <summary>From one row of a phase to the next.</summary>
    public int RowFloats { get; }

    /// <summary>From one phase to the next.</summary>
    public int PhaseFloats { get; }

    /// <summary>From one channel to the next.</summary>
    public int ChannelFloats { get; }

    /// <summary>
    /// Whether everything around the input's pixels is zero. Then the margins can be cleared once for the planes of many channels.
    /// </summary>
    public bool MarginsAreZero { get; }

    /// <summary>Floats that are written and read again for a band with this many rows, all its channels together.</summary>
    public double CopiedFloats(int rows, int channels) =>
        ReadsInput ? 0 : (double)(rows + Rows.Reach) * RowFloats * Rows.Slots * Columns.Slots * channels;

    /// <summary>Cycles to lay out the planes of all groups, used to compare algorithms.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="costs">The machine's costs.</param>
    public static double Cycles(ImageProblem problem, MachineCosts costs)
    {
        // With one channel a group, there are too few multiply-adds per copied float to hide the copy.
        double copy = !problem.IsDepthwise ? costs.ExposedPlaneFloat : problem.HasUnitStride ? costs.PlaneFloat : costs.PhaseFloat;
        return problem.GroupImages * copy * problem.InChannels * problem.Rows.PaddedLength * problem.Columns.PaddedLength;
    }

    /// <summary>For each tap of some channels, its offset from an output pixel.</summary>
    public int[] TapOffsets(int channels)
    {
        var taps = new int[channels * Rows.Taps.Length * Columns.Taps.Length];
        int k = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            foreach ((int rowSlot, int row) in Rows.Taps)
            {
                foreach ((int columnSlot, int column) in Columns.Taps)
                {
                    taps[k++] = checked(
                        channel * ChannelFloats + (rowSlot * Columns.Slots + columnSlot) * PhaseFloats + row * RowFloats + column);
                }
            }
        }

        return taps;
    }

    /// <summary>Lays out the planes of some channels for a band.</summary>
    /// <param name="x">The first channel's input plane.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="firstRow">The band's first output row.</param>
    /// <param name="rows">Output rows of the band.</param>
    /// <param name="room">Memory for the planes.</param>
    /// <returns>The address of the band's first pixel in the first channel's plane.</returns>
    public float* Lay(float* x, int channels, int firstRow, int rows, float* room)
    {
        if (ReadsInput)
            return x + (long)firstRow * RowFloats;
        float* planes = room;
        for (int channel = 0; channel < channels; channel++, x += _inputPlane, planes += ChannelFloats)
        {
            float* phase = planes;
            for (int rowSlot = 0; rowSlot < Rows.Slots; rowSlot++, phase += Columns.Slots * PhaseFloats)
                LayRows(x, _rows[rowSlot].Pointer + firstRow, rows + Rows.Reach, phase);
        }

        return room;
    }

    /// <summary>Lays out the planes of some channels for a band of all rows, in memory whose margins are already zero.</summary>
    /// <param name="x">The first channel's input plane.</param>
    /// <param name="end">End of the readable input; nothing at or after it is read.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="room">Memory for the planes.</param>
    /// <returns>The address of the first pixel in the first channel's plane.</returns>
    public float* LayInsides(float* x, float* end, int channels, float* room)
    {
        foreach (ref readonly var inside in _inputCopies.AsSpan())
            PlaneRows.CopyInsides(inside, x, end, room, channels);
        return room;
    }

    private static bool AreAllButZeros(LineMap map) => Enumerable.Range(0, map.Slots).All(slot =>
    {
        (int first, int last) = map.Inside(slot);
        return map.Sources[slot].Count(source => source >= 0) == last - first;
    });

    /// <summary>For each phase, the copy of the input's pixels without the margins.</summary>
    private IEnumerable<InsideArguments> InputCopies(int height, int bandRows)
    {
        for (int rowSlot = 0; rowSlot < Rows.Slots && bandRows + Rows.Reach == Rows.Length; rowSlot++)
        {
            (int top, int bottom) = Rows.Inside(rowSlot);
            for (int columnSlot = 0; columnSlot < Columns.Slots; columnSlot++)
            {
                (int first, int last) = _insides[columnSlot];
                if (top == bottom || first == last)
                    continue;
                yield return new InsideArguments
                {
                    Source = (nint)((long)Rows.Sources[rowSlot][top] * _inputWidth + Columns.Sources[columnSlot][first]),
                    SourceRow = Rows.Stride * _inputWidth,
                    SourcePlane = (nint)((long)height * _inputWidth),
                    Destination = (rowSlot * Columns.Slots + columnSlot) * PhaseFloats + top * RowFloats + first,
                    DestinationRow = RowFloats,
                    DestinationPlane = ChannelFloats,
                    Rows = bottom - top,
                    Count = last - first,
                    Step = Columns.Stride,
                    Overflows = Rows.Stride == 1 && Columns.Stride == 1 && last - first < PlaneRows.Chunk,
                };
            }
        }
    }

    /// <summary>Lays out the phases of one slot of rows.</summary>
    private void LayRows(float* x, int* table, int rows, float* phase)
    {
        if (_inPairs)
        {
            PhasePairs.Copy(
                x,
                _inputWidth,
                table,
                rows,
                phase,
                PhaseFloats,
                _columns[0].Pointer,
                _columns[1].Pointer,
                RowFloats,
                _insides[0],
                _insides[1]);
        }

        for (int slot = 0; slot < Columns.Slots; slot++, phase += PhaseFloats)
        {
            (int first, int last) = _insides[slot];
            if (!_inPairs)
                PlaneRows.Copy(x, _inputWidth, table, rows, phase, _columns[slot].Pointer, RowFloats, first, last, Columns.Stride);
            // Arbitrary bits may be denormals, which are slow to compute with.
            new Span<float>(phase + rows * RowFloats, _slack).Clear();
        }
    }
}
