using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>Runs the strips algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class StripsRun : IParallelWork
{
    private readonly StripsBlocking _b;
    private readonly long _outputPlane;
    private readonly StripsTables _tables;
    private readonly bool _keepsMargins;

    public StripsRun(StripsBlocking blocking)
    {
        _b = blocking;
        _outputPlane = blocking.Problem.Layout.ChannelStep;
        _tables = new StripsTables(blocking);
        // Clearing the margins once per item pays off only if the item has several groups.
        _keepsMargins = blocking.Bands == 1 && blocking.Units > blocking.Items
            && blocking.Planes is { MarginsAreZero: true, Columns.Stride: 1 };
    }

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * _b.ThreadFloats;
        if (_keepsMargins)
            new Span<float>(planes, (int)_b.PlaneFloats).Clear();
        long end = WorkShares.FirstUnit(item + 1, _b.Items, _b.Units);
        for (long unit = WorkShares.FirstUnit(item, _b.Items, _b.Units); unit < end; unit++)
            DoUnit(buffers, unit, planes);
    }

    // AggressiveOptimization, as in the microkernels: the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* room)
    {
        var problem = _b.Problem;
        (unit, long band) = Math.DivRem(unit, _b.Bands);
        (long n, long g) = Math.DivRem(unit, problem.Groups);
        int firstRow = _b.BandStart((int)band), rows = _b.BandStart((int)band + 1) - firstRow;
        var tiles = _tables.Tiles(rows);
        long channel = g * problem.OutChannels;
        float* x = buffers.X + _b.Problem.Layout.Input(n, g);
        float* y = buffers.Y + _b.Problem.Layout.Output(n) + channel * _outputPlane + (long)firstRow * _b.OutWidth;
        var reading = Reading(n, g);
        float* rowsRoom = room + _b.PlaneFloats;
        StripTileArguments tile;
        tile.Source = _keepsMargins ? _b.Planes.LayInsides(x, buffers.X + _b.Problem.ReadableEnd(n, g), problem.InChannels, room)
            : _b.ReadsInput ? x + (long)(firstRow - _b.Problem.Rows.Before) * _b.Planes.RowFloats - _b.Problem.Columns.Before
            : _b.Planes.Lay(x, problem.InChannels, firstRow, rows, room);
        tile.SourceRowStep = _b.Tiling.Runs.RowStep * _b.Planes.RowFloats;
        tile.RowStep = _b.Tiling.Runs.RowStep;
        tile.FirstRow = firstRow - _b.Problem.Rows.Before;
        tile.Rows = (nint)_b.Problem.Rows.In;
        tile.Masks = _tables.Masks;
        tile.Runs = _tables.Runs;
        tile.RunCount = _tables.RunCount;
        tile.DestinationRowStep = _b.Tiling.Runs.RowStep * (_b.IsNarrow ? _b.Tiling.Lanes : _b.OutWidth);
        tile.DestinationChannelStep = _b.IsNarrow ? rows * _b.Tiling.Lanes : (nint)_outputPlane;
        tile.Tiles = (StripTilePlace*)tiles.Pointer;
        tile.TileCount = tiles.Length / StripsTables.PlaceInts;
        for (int block = 0; block < _b.Tiling.Blocks; block++)
        {
            int first = _b.Tiling.BlockStarts[block], channels = _b.Tiling.BlockStarts[block + 1] - first;
            tile.Weight = buffers.Packed + (channel + first) * _b.Taps;
            tile.Bias = buffers.Packed + (long)problem.AllOutChannels * _b.Taps + channel + first;
            tile.Destination = _b.IsNarrow ? rowsRoom : y + first * _outputPlane;
            StripTiles.Get(_b.Tiling.Lanes, channels, _b.Tiling.Rows, _b.Tiling.Runs.Taps, reading)(&tile);
            if (_b.IsNarrow)
                WriteOutputs(rowsRoom, y + first * _outputPlane, channels, rows);
        }
    }

    /// <summary>
    /// How a group's rows are read. Before the start and after the end of the input there may be no readable memory, so loads there are
    /// masked.
    /// </summary>
    private RowReading Reading(long n, long g)
    {
        long first = _b.Problem.Layout.Input(n, g) - _b.Problem.Columns.Before;
        long last = _b.Problem.Layout.Input(n, g) + _b.Problem.InChannels * _b.Problem.Rows.In * _b.Problem.Columns.In + _b.Overshoot;
        return !_b.IsMasked ? RowReading.Whole
            : first >= _b.Problem.ReadableStart(n, g) && last <= _b.Problem.ReadableEnd(n, g) ? RowReading.Cleared
            : RowReading.Masked;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteOutputs(float* from, float* y, int channels, int rows)
    {
        for (int channel = 0; channel < channels; channel++, y += _outputPlane)
        {
            for (int row = 0; row < rows; row++, from += _b.Tiling.Lanes)
                PlaneRows.Sweep(from, y + (long)row * _b.OutWidth, _b.OutWidth);
        }
    }
}
