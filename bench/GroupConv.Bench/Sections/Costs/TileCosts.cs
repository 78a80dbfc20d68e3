using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>
/// What the microkernels cost: cycles of a tap, and cycles of a tile with no tap at all, which is what begins and ends it. Both follow from runs of few and of
/// many taps on the same tiles.
/// </summary>
internal static unsafe class TileCosts
{
    private const string Group = "microkernels";
    private const int Tiles = 16;
    private const int FewTaps = 36;
    private const int ManyTaps = 288;

    // What the engine expects beside the taps: its constants of a tile and of a store (PixelTiling, StripTiling).
    private const double PixelTile = 12;
    private const double StripTile = 8;
    private const double Store = 1.5;

    // Padded planes of 30 × 32, as those of a 28 × 28 image: tiles and taps step along their rows.
    private const int Row = 32;
    private const int Plane = 30 * Row;
    private const int FilterTaps = 9;
    private const int MostPlanes = ManyTaps / FilterTaps;

    private static readonly (int Channels, int Vectors)[] s_pixelTiles = [(4, 3), (3, 3), (2, 6), (1, 8), (4, 1)];
    private static readonly (int Channels, int Rows, int Taps)[] s_stripTiles = [(1, 8, 3), (2, 4, 3), (1, 4, 3), (1, 8, 5)];
    private static readonly (int Vectors, int Rows, int Columns)[] s_channelTiles = [(1, 3, 4), (2, 1, 6), (1, 1, 12), (1, 1, 4)];

    /// <summary>The costs.</summary>
    /// <param name="memory">Memory for all of them, a megabyte at least.</param>
    /// <param name="lanes">Lanes of the vectors.</param>
    public static IEnumerable<Cost> All(Workspace memory, int lanes)
    {
        float* source = memory.Floats, weight = source + (1 << 17), destination = weight + (1 << 16);
        double load = VectorUnit.UnalignedLoad(lanes);
        foreach ((int channels, int vectors) in s_pixelTiles)
        {
            var tile = new PixelTileRun(lanes, channels, vectors, source, weight, destination);
            string name = string.Create(CultureInfo.InvariantCulture, $"pixel tile {channels}x{vectors}");
            double tap = VectorUnit.TapCycles(lanes, channels * vectors, vectors * load + channels);
            foreach (var cost in OfTile(name, tile.Run, tap, PixelTile + Store * channels * vectors))
                yield return cost;
        }

        foreach ((int channels, int rows, int taps) in s_stripTiles)
        {
            var tile = new StripTileRuns(lanes, channels, rows, taps, source, weight, destination);
            string name = string.Create(CultureInfo.InvariantCulture, $"strip tile {channels}x{rows}, runs of {taps}");
            double run = VectorUnit.TapCycles(lanes, channels * rows * taps, (rows + taps - 1) * load + channels * taps);
            foreach (var cost in OfTile(name, tile.Run, run / taps, StripTile + Store * channels * rows))
                yield return cost;
        }

        foreach ((int vectors, int rows, int columns) in s_channelTiles)
        {
            var tile = new ChannelTileRun(lanes, vectors, rows, columns, source, weight, destination);
            string name = string.Create(CultureInfo.InvariantCulture, $"channel tile {vectors}x{rows}x{columns}");
            double tap = VectorUnit.TapCycles(lanes, vectors * rows * columns, vectors + rows * columns);
            foreach (var cost in OfTile(name, tile.Run, tap, null))
                yield return cost;
        }
    }

    private static IEnumerable<Cost> OfTile(string name, Action<int> run, double tap, double? tile)
    {
        yield return new Cost(Group, $"{name}: tap", "cycles", rounds => Fit(run, rounds).Tap, tap);
        yield return new Cost(Group, $"{name}: tile", "cycles to begin and end it", rounds => Fit(run, rounds).Tile, tile);
    }

    private static (double Tap, double Tile) Fit(Action<int> run, int rounds)
    {
        double few = CycleClock.Cycles(() => run(FewTaps), rounds) / Tiles, many = CycleClock.Cycles(() => run(ManyTaps), rounds) / Tiles;
        double tap = (many - few) / (ManyTaps - FewTaps);
        return (tap, few - tap * FewTaps);
    }

    /// <summary>Where the taps of 3 × 3 filters over some planes lie.</summary>
    private static int TapOffset(int tap) => tap / FilterTaps * Plane + tap % FilterTaps / 3 * Row + tap % 3;

    /// <summary>Tiles of one block of channels, one after another along the rows of the planes.</summary>
    private sealed class PixelTileRun
    {
        private readonly nint _tile;
        private readonly int[] _taps = [.. Enumerable.Range(0, ManyTaps).Select(TapOffset)];
        private readonly int[] _sources;
        private readonly int[] _destinations;
        private readonly float* _source;
        private readonly float* _weight;
        private readonly float* _destination;

        public PixelTileRun(int lanes, int channels, int vectors, float* source, float* weight, float* destination)
        {
            _tile = (nint)PixelTiles.Get(lanes, channels, vectors);
            (_source, _weight, _destination) = (source, weight, destination);
            int most = Plane - 3 * Row - lanes;
            _sources = [.. Enumerable.Range(0, Tiles * vectors).Select(vector => vector * lanes % most)];
            _destinations = [.. Enumerable.Range(0, Tiles * vectors).Select(vector => vector * lanes % Plane)];
        }

        public void Run(int taps)
        {
            fixed (int* tapTable = _taps, sources = _sources, destinations = _destinations)
            {
                var arguments = new TileArguments
                {
                    Source = _source,
                    SourceOffsets = sources,
                    Taps = tapTable,
                    TapCount = taps,
                    Weight = _weight,
                    WeightStride = ManyTaps,
                    Destination = _destination,
                    DestinationStride = 2 * Plane,
                    DestinationOffsets = destinations,
                    Tiles = Tiles,
                };
                ((delegate*<TileArguments*, void>)_tile)(&arguments);
            }
        }
    }

    /// <summary>Tiles side by side on whole rows: nothing lies outside of the planes.</summary>
    private sealed class StripTileRuns
    {
        private readonly nint _tile;
        private readonly int _taps;
        private readonly StripTileRun[] _runs;
        private readonly StripTilePlace[] _places;
        private readonly float* _source;
        private readonly float* _weight;
        private readonly float* _destination;

        public StripTileRuns(int lanes, int channels, int rows, int taps, float* source, float* weight, float* destination)
        {
            _tile = (nint)StripTiles.Get(lanes, channels, rows, taps, RowReading.Whole);
            (_taps, _source, _weight, _destination) = (taps, source, weight, destination);
            // A run for each column of each plane's filter.
            _runs = [.. Enumerable.Range(0, MostPlanes * 3).Select(run => new StripTileRun(run / 3 * Plane + run % 3, 0, 0, 1))];
            _places = [.. Enumerable.Range(0, Tiles).Select(tile => new StripTilePlace(tile % 3 * lanes, tile * lanes, 0, 0))];
        }

        public void Run(int taps)
        {
            fixed (StripTileRun* runs = _runs)
            fixed (StripTilePlace* places = _places)
            {
                var arguments = new StripTileArguments
                {
                    Source = _source,
                    SourceRowStep = Row,
                    RowStep = 1,
                    Rows = 30,
                    Runs = runs,
                    RunCount = taps / _taps,
                    Weight = _weight,
                    Bias = _weight,
                    Destination = _destination,
                    DestinationChannelStep = 2 * Plane,
                    DestinationRowStep = Tiles * 16,
                    Tiles = places,
                    TileCount = Tiles,
                };
                ((delegate*<StripTileArguments*, void>)_tile)(&arguments);
            }
        }
    }

    /// <summary>Tiles of pixels over the rows of the planes, vectors of output channels.</summary>
    private sealed class ChannelTileRun
    {
        private readonly nint _tile;
        private readonly int[] _taps = [.. Enumerable.Range(0, ManyTaps).Select(TapOffset)];
        private readonly int[] _sources;
        private readonly float* _source;
        private readonly float* _weight;
        private readonly float* _destination;

        public ChannelTileRun(int lanes, int vectors, int rows, int columns, float* source, float* weight, float* destination)
        {
            _tile = (nint)ChannelTiles.Get(lanes, vectors, rows, columns);
            (_source, _weight, _destination) = (source, weight, destination);
            _sources = [.. Enumerable.Range(0, Tiles * rows).Select(row => row % rows * Row + row / rows * columns % 16)];
        }

        public void Run(int taps)
        {
            fixed (int* tapTable = _taps, sources = _sources)
            {
                var arguments = new ChannelTileArguments
                {
                    Source = _source,
                    SourceOffsets = sources,
                    Taps = tapTable,
                    TapCount = taps,
                    Weight = _weight,
                    Bias = _weight,
                    Destination = _destination,
                    Tiles = Tiles,
                };
                ((delegate*<ChannelTileArguments*, void>)_tile)(&arguments);
            }
        }
    }
}
