using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// How the planes of some input channels are laid out for a band of output rows: with their padding, split into phases by the stride, so
/// that a tap of a filter is one distance from an output pixel's place, the same for all pixels. Or the input itself, where that holds for
/// it already.
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
    private readonly InsideArguments[] _standing;

    /// <param name="rows">The rows of a plane.</param>
    /// <param name="columns">The columns of a plane.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="readsInput">Whether taps read the input itself: no padding, no stride.</param>
    /// <param name="bandRows">The most output rows of a band.</param>
    /// <param name="slack">Floats behind a phase that vectors may read; what they make of them is dropped.</param>
    public PaddedPlanes(LineMap rows, LineMap columns, int height, int width, bool readsInput, int bandRows, int slack)
    {
        (Rows, Columns, ReadsInput, _inputWidth, _inputPlane, _slack) = (rows, columns, readsInput, width, (long)height * width, slack);
        RowFloats = readsInput ? width : columns.Length;
        PhaseFloats = readsInput ? height * width : (bandRows + rows.Reach) * RowFloats + slack;
        ChannelFloats = readsInput ? PhaseFloats : PhaseFloats * rows.Slots * columns.Slots;
        // Planes a multiple of 4 KB apart would share their places in the nearest cache.
        if (!readsInput && ChannelFloats % 1024 < 16)
            ChannelFloats += 16;
        _rows = [.. rows.Sources.Select(line => new PinnedTable(line))];
        _columns = [.. columns.Sources.Select(line => new PinnedTable(line))];
        _insides = [.. Enumerable.Range(0, columns.Slots).Select(columns.Inside)];
        _inPairs = columns.Stride == 2 && columns.Slots == 2
            && PhasePairs.Fits(columns.Sources[0], columns.Sources[1], _insides[0], _insides[1]);
        _standing = [.. Standing(height, bandRows)];
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
    /// Whether nothing but zeros stands around what comes from the input: they can be written once and stay while channels come and go.
    /// </summary>
    public bool MarginsAreZero { get; }

    /// <summary>Floats that are written and read again for a band of so many rows, over all its channels.</summary>
    public double CopiedFloats(int rows, int channels) =>
        ReadsInput ? 0 : (double)(rows + Rows.Reach) * RowFloats * Rows.Slots * Columns.Slots * channels;

    /// <summary>Cycles to lay out the planes of all groups, where rows of the table are compared.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="costs">What copies cost.</param>
    public static double Cycles(ImageProblem problem, MachineCosts costs)
    {
        // With one channel a group, few multiply-adds follow a copy, and they do not hide it.
        double copy = !problem.IsDepthwise ? costs.ExposedPlaneFloat : problem.HasUnitStride ? costs.PlaneFloat : costs.PhaseFloat;
        return problem.GroupImages * copy * problem.InChannels * problem.Rows.PaddedLength * problem.Columns.PaddedLength;
    }

    /// <summary>For each tap of some channels, its distance from an output pixel's place.</summary>
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

    /// <summary>The planes of some channels for a band.</summary>
    /// <param name="x">The first channel's input plane.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="firstRow">The band's first output row.</param>
    /// <param name="rows">Output rows of the band.</param>
    /// <param name="room">Takes the planes.</param>
    /// <returns>The place of the band's first pixel in the first channel's plane.</returns>
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

    /// <summary>The planes of some channels for a band of all rows, in room whose margins are zeros already.</summary>
    /// <param name="x">The first channel's input plane.</param>
    /// <param name="end">Where the input, or what is known to be of it, ends: nothing there is read.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="room">Takes the planes.</param>
    /// <returns>The place of the first pixel in the first channel's plane.</returns>
    public float* LayInsides(float* x, float* end, int channels, float* room)
    {
        foreach (ref readonly var inside in _standing.AsSpan())
            PlaneRows.CopyInsides(inside, x, end, room, channels);
        return room;
    }

    private static bool AreAllButZeros(LineMap map) => Enumerable.Range(0, map.Slots).All(slot =>
    {
        (int first, int last) = map.Inside(slot);
        return map.Sources[slot].Count(source => source >= 0) == last - first;
    });

    /// <summary>For each phase, what comes from the input.</summary>
    private IEnumerable<InsideArguments> Standing(int height, int bandRows)
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

    /// <summary>The phases of one slot of rows.</summary>
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
            // Whatever stood there might be slow to compute with.
            new Span<float>(phase + rows * RowFloats, _slack).Clear();
        }
    }
}
