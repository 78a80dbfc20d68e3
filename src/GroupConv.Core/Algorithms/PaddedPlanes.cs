using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// How the planes of some input channels are laid out for a band of output rows: with their padding, split into phases by the stride, so that a
/// tap of a filter is one distance from an output pixel's place, the same for all pixels. Or the input itself, where that holds for it already.
/// </summary>
internal sealed unsafe class PaddedPlanes
{
    private readonly int _inputWidth;
    private readonly long _inputPlane;
    private readonly PinnedTable[] _rows;
    private readonly PinnedTable[] _columns;
    private readonly (int First, int Last)[] _insides;

    /// <param name="rows">The rows of a plane.</param>
    /// <param name="columns">The columns of a plane.</param>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="readsInput">Whether taps read the input itself: no padding, no stride.</param>
    /// <param name="bandRows">The most output rows of a band.</param>
    /// <param name="slack">Floats behind a phase that vectors may read.</param>
    public PaddedPlanes(LineMap rows, LineMap columns, int height, int width, bool readsInput, int bandRows, int slack)
    {
        (Rows, Columns, ReadsInput, _inputWidth, _inputPlane) = (rows, columns, readsInput, width, (long)height * width);
        RowFloats = readsInput ? width : columns.Length;
        PhaseFloats = readsInput ? height * width : (bandRows + rows.Reach) * RowFloats + slack;
        ChannelFloats = readsInput ? PhaseFloats : PhaseFloats * rows.Slots * columns.Slots;
        // Planes a multiple of 4 KB apart would share their places in the nearest cache.
        if (!readsInput && ChannelFloats % 1024 < 16)
            ChannelFloats += 16;
        _rows = [.. rows.Sources.Select(line => new PinnedTable(line))];
        _columns = [.. columns.Sources.Select(line => new PinnedTable(line))];
        _insides = [.. Enumerable.Range(0, columns.Slots).Select(columns.Inside)];
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

    /// <summary>Floats that are written and read again for a band of so many rows, over all its channels.</summary>
    public double CopiedFloats(int rows, int channels) =>
        ReadsInput ? 0 : (double)(rows + Rows.Reach) * RowFloats * Rows.Slots * Columns.Slots * channels;

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
                    taps[k++] = checked(channel * ChannelFloats + (rowSlot * Columns.Slots + columnSlot) * PhaseFloats + row * RowFloats + column);
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
            for (int rowSlot = 0; rowSlot < Rows.Slots; rowSlot++)
            {
                for (int columnSlot = 0; columnSlot < Columns.Slots; columnSlot++, phase += PhaseFloats)
                {
                    (int first, int last) = _insides[columnSlot];
                    PlaneRows.Copy(
                        x, _inputWidth, _rows[rowSlot].Pointer + firstRow, rows + Rows.Reach, phase, _columns[columnSlot].Pointer, RowFloats, first, last, Columns.Stride);
                }
            }
        }

        return room;
    }
}
