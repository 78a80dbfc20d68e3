using System.Runtime.CompilerServices;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>The runs of the strips algorithm: items of whole units, each on scratch memory of the thread that does it.</summary>
internal sealed unsafe class StripsRun : IParallelWork
{
    private readonly StripsBlocking _b;
    private readonly ImagePlaces _places;
    private readonly long _outputPlane;
    private readonly PinnedTable _runs;
    private readonly bool _keepsMargins;
    private readonly TileTable _band;
    private readonly TileTable _thinnerBand;

    public StripsRun(StripsBlocking blocking)
    {
        _b = blocking;
        var shape = blocking.Shape;
        _places = new ImagePlaces(shape);
        _outputPlane = _places.OutputPlane;
        var order = StripOrder.Of(blocking);
        var taps = blocking.Planes.TapOffsets(shape.Spec.InChannelsPerGroup);
        _runs = new PinnedTable([.. order.Select(run => run.Taps == blocking.Tiling.Runs.Taps ? taps[run.FirstTap] : ~taps[run.FirstTap])]);
        // Written once an item, they are worth it for several groups.
        _keepsMargins = blocking.Bands == 1 && blocking.Units > blocking.Items && blocking.Planes is { MarginsAreZero: true, Columns.Stride: 1 };
        _band = new TileTable(blocking, blocking.BandRows);
        _thinnerBand = blocking.OutHeight % blocking.Bands == 0 ? _band : new TileTable(blocking, blocking.BandRows - 1);
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
        var tiles = rows == _b.BandRows ? _band : _thinnerBand;
        long channel = g * spec.OutChannelsPerGroup;
        float* x = buffers.X + _places.Input(n, g);
        float* y = buffers.Y + _places.Output(n) + channel * _outputPlane + (long)firstRow * _b.OutWidth;
        float* rowsRoom = room + _b.PlaneFloats;
        StripTileArguments tile;
        tile.Source = _keepsMargins
            ? _b.Planes.LayInsides(x, buffers.X + _places.InputEnd(n, g), spec.InChannelsPerGroup, room)
            : _b.Planes.Lay(x, spec.InChannelsPerGroup, firstRow, rows, room);
        tile.SourceOffsets = tiles.Sources.Pointer;
        tile.SourceRowStep = _b.Tiling.Runs.RowStep * _b.Planes.RowFloats;
        tile.Runs = _runs.Pointer;
        tile.RunCount = _runs.Length;
        tile.DestinationOffsets = tiles.Destinations.Pointer;
        tile.DestinationRowStep = _b.Tiling.Runs.RowStep * (_b.IsNarrow ? _b.Tiling.Lanes : _b.OutWidth);
        tile.DestinationChannelStep = _b.IsNarrow ? rows * _b.Tiling.Lanes : (nint)_outputPlane;
        tile.Tiles = tiles.Sources.Length;
        for (int block = 0; block < _b.Tiling.Blocks; block++)
        {
            int first = _b.Tiling.BlockStarts[block], channels = _b.Tiling.BlockStarts[block + 1] - first;
            tile.Weight = buffers.Packed + (channel + first) * _b.Taps;
            tile.Bias = buffers.Packed + (long)spec.OutChannels * _b.Taps + channel + first;
            tile.Destination = _b.IsNarrow ? rowsRoom : y + first * _outputPlane;
            StripTiles.Get(_b.Tiling.Lanes, channels, _b.Tiling.Rows, _b.Tiling.Runs.Taps)(&tile);
            if (_b.IsNarrow)
                HandOut(rowsRoom, y + first * _outputPlane, channels, rows);
        }
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

    /// <summary>The tiles of a band of so many rows; rows that RowStep separates belong together.</summary>
    private sealed class TileTable
    {
        public TileTable(StripsBlocking b, int rows)
        {
            var sources = new List<int>();
            var destinations = new List<int>();
            int step = b.Tiling.Runs.RowStep, rowFloats = b.IsNarrow ? b.Tiling.Lanes : b.OutWidth;
            for (int phase = 0; phase < Math.Min(step, rows); phase++)
            {
                int count = (rows - phase - 1) / step + 1;
                for (int tile = 0; tile < count; tile += b.Tiling.Rows)
                {
                    // The last tile of rows or columns ends where they end, and computes some outputs again, to the same bits.
                    int row = phase + Math.Min(tile, count - b.Tiling.Rows) * step;
                    for (int vector = 0; vector < b.OutWidth; vector += b.Tiling.Lanes)
                    {
                        int column = Math.Max(0, Math.Min(vector, b.OutWidth - b.Tiling.Lanes));
                        sources.Add(checked(row * b.Planes.RowFloats + column));
                        destinations.Add(checked(row * rowFloats + column));
                    }
                }
            }

            Sources = new PinnedTable([.. sources]);
            Destinations = new PinnedTable([.. destinations]);
        }

        /// <summary>For each tile, where it reads in a plane.</summary>
        public PinnedTable Sources { get; }

        /// <summary>For each tile, where it goes.</summary>
        public PinnedTable Destinations { get; }
    }
}
