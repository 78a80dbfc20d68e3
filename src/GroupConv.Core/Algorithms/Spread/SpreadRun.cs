using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Spread;

/// <summary>Runs the spread algorithm. An item is some whole units, computed in scratch memory of its thread.</summary>
internal sealed unsafe class SpreadRun : IParallelWork
{
    private readonly SpreadBlocking _b;
    private readonly PinnedTable _starts;
    private readonly PinnedTable _sources;
    private readonly PinnedTable _taps;
    private readonly PinnedTable _columns;
    private readonly (int First, int Count)[] _inputRows;
    private readonly long _inputPlane;
    private readonly long _outputPlane;

    public SpreadRun(SpreadBlocking blocking)
    {
        _b = blocking;
        _starts = new PinnedTable(blocking.Starts);
        _sources = new PinnedTable([.. blocking.InputRows.Select(row => checked(row * blocking.RowFloats))]);
        _taps = new PinnedTable([.. blocking.FilterRows.Select(row => row * blocking.KernelWidth)]);
        _columns = new PinnedTable(blocking.VectorColumns);
        _inputRows = [.. Enumerable.Range(0, blocking.Bands).Select(blocking.InputRowsOf)];
        (_inputPlane, _outputPlane) = ((long)blocking.InHeight * blocking.InWidth, (long)blocking.OutHeight * blocking.OutWidth);
    }

    // AggressiveOptimization, here and below: an item is short, and the first call may be the only one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        float* planes = buffers.Scratch + participant * _b.ThreadFloats;
        // Margins are zeros, cleared once per item; all its units share them.
        new Span<float>(planes, (int)_b.PlanesFloats).Clear();
        long end = Math.Min(_b.Units, (item + 1) * _b.UnitsPerItem);
        for (long unit = item * _b.UnitsPerItem; unit < end; unit++)
            DoUnit(buffers, unit, planes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoUnit(in ConvBuffers buffers, long unit, float* planes)
    {
        var spec = _b.Shape.Spec;
        int inputs = spec.InChannelsPerGroup, outputs = spec.OutChannelsPerGroup, filter = _b.KernelHeight * _b.KernelWidth;
        (long image, long band) = Math.DivRem(unit, _b.Bands);
        long group = image % spec.Groups;
        int firstRow = _b.BandStart((int)band), rows = _b.BandStart((int)band + 1) - firstRow;
        (int firstInput, int inputRows) = _inputRows[band];
        float* x = buffers.X + image * inputs * _inputPlane + (long)firstInput * _b.InWidth, to = planes + _b.Left;
        for (int channel = 0; channel < inputs; channel++, x += _inputPlane, to += _b.PlaneFloats)
        {
            for (int row = 0; row < inputRows; row++)
                PlaneRows.Sweep(x + (long)row * _b.InWidth, to + row * _b.RowFloats, _b.InWidth);
        }

        var columns = _b.Columns;
        SpreadTileArguments tile = default;
        tile.Source = planes + _b.Left - (long)firstInput * _b.RowFloats;
        tile.Channels = inputs;
        tile.SourceChannelStep = _b.PlaneFloats;
        tile.WeightChannelStep = (nint)outputs * filter;
        tile.Rows = rows;
        tile.Starts = _starts.Pointer + firstRow;
        tile.Sources = _sources.Pointer;
        tile.Taps = _taps.Pointer;
        (tile.Pairs, tile.PairOffset, tile.PairEven, tile.PairOdd) = (columns.Pairs, columns.PairOffset, columns.PairEven, columns.PairOdd);
        (tile.HasEven, tile.EvenOffset, tile.EvenTap) = (columns.HasEven, columns.EvenOffset, columns.EvenTap);
        (tile.HasOdd, tile.OddOffset, tile.OddTap) = (columns.HasOdd, columns.OddOffset, columns.OddTap);
        tile.DestinationRow = _b.OutRowFloats;
        for (int channel = 0; channel < outputs; channel++)
        {
            long outChannel = group * outputs + channel;
            float* y = buffers.Y + (image * outputs + channel) * _outputPlane + (long)firstRow * _b.OutWidth;
            tile.Weight = buffers.Weight + (group * inputs * outputs + channel) * filter;
            float bias = buffers.Bias == null ? 0 : buffers.Bias[outChannel];
            // An empty sum is +0, and +0 plus a bias of −0 is +0.
            tile.Even = columns.EvenTaps > 0 ? bias : 0 + bias;
            tile.Odd = columns.OddTaps > 0 ? bias : 0 + bias;
            tile.Destination = _b.WritesRows ? y : planes + _b.PlanesFloats;
            DoTiles(&tile);
            if (_b.WritesRows)
                continue;
            for (int row = 0; row < rows; row++)
                PlaneRows.Sweep(tile.Destination + (long)row * _b.OutRowFloats, y + (long)row * _b.OutWidth, _b.OutWidth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoTiles(SpreadTileArguments* tile)
    {
        int vectors = _columns.Length, tiles = (vectors + SpreadTiles.MostVectors - 1) / SpreadTiles.MostVectors;
        for (int i = 0; i < tiles; i++)
        {
            int first = vectors * i / tiles;
            tile->Columns = _columns.Pointer + first;
            SpreadTiles.Get(_b.Lanes, vectors * (i + 1) / tiles - first)(tile);
        }
    }
}
