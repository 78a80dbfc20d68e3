using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels.Lanes;
using GroupConv.Core.Kernels.Layout;
using GroupConv.Core.Kernels.Strips;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>The runs of the strips algorithm: items of whole units, each on scratch memory of the thread that does it.</summary>
internal sealed unsafe class StripsRun : IParallelWork
{
    private readonly StripsBlocking _b;
    private readonly ImagePlaces _places;
    private readonly long _outputPlane;
    private readonly StripsTables _tables;
    private readonly bool _keepsMargins;

    public StripsRun(StripsBlocking blocking)
    {
        _b = blocking;
        _places = new ImagePlaces(blocking.Shape);
        _outputPlane = _places.OutputPlane;
        _tables = new StripsTables(blocking);
        // Written once an item, they are worth it for several groups.
        _keepsMargins = blocking.Bands == 1 && blocking.Units > blocking.Items && blocking.Planes is { MarginsAreZero: true, Columns.Stride: 1 };
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

    // Like the microkernels that it feeds: the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* room)
    {
        var spec = _b.Shape.Spec;
        (unit, long band) = Math.DivRem(unit, _b.Bands);
        (long n, long g) = Math.DivRem(unit, spec.Groups);
        int firstRow = _b.BandStart((int)band), rows = _b.BandStart((int)band + 1) - firstRow;
        var tiles = _tables.Tiles(rows);
        long channel = g * spec.OutChannelsPerGroup;
        float* x = buffers.X + _places.Input(n, g);
        float* y = buffers.Y + _places.Output(n) + channel * _outputPlane + (long)firstRow * _b.OutWidth;
        var reading = Reading(n, g);
        float* rowsRoom = room + _b.PlaneFloats;
        StripTileArguments tile;
        tile.Source = _keepsMargins ? _b.Planes.LayInsides(x, buffers.X + _places.InputEnd(n, g), spec.InChannelsPerGroup, room)
            : _b.ReadsInput ? x + (long)(firstRow - _b.Shape.Padding.Top) * _b.Planes.RowFloats - _b.Shape.Padding.Left
            : _b.Planes.Lay(x, spec.InChannelsPerGroup, firstRow, rows, room);
        tile.SourceRowStep = _b.Tiling.Runs.RowStep * _b.Planes.RowFloats;
        tile.RowStep = _b.Tiling.Runs.RowStep;
        tile.FirstRow = firstRow - _b.Shape.Padding.Top;
        tile.Rows = (nint)_b.Shape.InHeight;
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
            tile.Bias = buffers.Packed + (long)spec.OutChannels * _b.Taps + channel + first;
            tile.Destination = _b.IsNarrow ? rowsRoom : y + first * _outputPlane;
            StripTiles.Get(_b.Tiling.Lanes, channels, _b.Tiling.Rows, _b.Tiling.Runs.Taps, reading)(&tile);
            if (_b.IsNarrow)
                HandOut(rowsRoom, y + first * _outputPlane, channels, rows);
        }
    }

    /// <summary>How a group's rows are read: beside those at the very start or end of the input there may be no memory.</summary>
    private RowReading Reading(long n, long g)
    {
        long first = _places.Input(n, g) - _b.Shape.Padding.Left, last = _places.Input(n, g) + _b.Shape.Spec.InChannelsPerGroup * _b.Shape.InHeight * _b.Shape.InWidth + _b.Overshoot;
        return !_b.IsMasked ? RowReading.Whole
            : first >= _places.InputStart(n, g) && last <= _places.InputEnd(n, g) ? RowReading.Cleared
            : RowReading.Masked;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void HandOut(float* from, float* y, int channels, int rows)
    {
        for (int channel = 0; channel < channels; channel++, y += _outputPlane)
        {
            for (int row = 0; row < rows; row++, from += _b.Tiling.Lanes)
                PlaneRows.Sweep(from, y + (long)row * _b.OutWidth, _b.OutWidth);
        }
    }
}
