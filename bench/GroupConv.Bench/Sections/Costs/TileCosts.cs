using GroupConv.Bench.Harness;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels.Channels;
using GroupConv.Core.Kernels.Lanes;
using GroupConv.Core.Kernels.Pixels;
using GroupConv.Core.Kernels.Strips;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>
/// Costs of the microkernels: cycles per tap, and cycles per tile without taps (its start and end). Both are extrapolated from measurements
/// of the same tiles with few and with many taps.
/// </summary>
internal static unsafe class TileCosts
{
    private const int Tiles = 16;
    private const int FewTaps = 36;
    private const int ManyTaps = 288;

    // Padded planes of 30 × 32, like those of a 28 × 28 image.
    private const int Row = 32;
    private const int Plane = 30 * Row;
    private const int FilterTaps = 9;
    private const int MostPlanes = ManyTaps / FilterTaps;

    private static readonly (int Channels, int Vectors)[] s_pixelTiles = [(4, 3), (3, 3), (2, 6), (1, 8), (4, 1), (2, 2)];
    private static readonly (int Channels, int Rows, int Taps)[] s_stripTiles = [(1, 8, 3), (2, 4, 3), (1, 4, 3), (1, 2, 3), (1, 8, 6)];
    private static readonly (int Vectors, int Rows, int Columns)[] s_channelTiles = [(1, 3, 4), (2, 1, 6), (1, 1, 12), (1, 1, 4)];

    /// <summary>Measures.</summary>
    /// <param name="memory">A megabyte.</param>
    /// <param name="lanes">Lanes of the vectors.</param>
    /// <param name="rounds">Number of batches of each.</param>
    public static IReadOnlyList<CostRow> Measure(Workspace memory, int lanes, int rounds)
    {
        var results = new List<CostRow>();
        nint source = (nint)memory.Floats, weight = source + (sizeof(float) << 17), destination = weight + (sizeof(float) << 16);
        var costs = MachineCosts.Of(lanes);
        var tiles = new List<MeasuredTile>();
        foreach ((int channels, int vectors) in s_pixelTiles)
        {
            var run = new PixelTileRun(lanes, channels, vectors, source, weight, destination);
            double expected = costs.TapCycles(channels * vectors, vectors * costs.UnalignedLoad + channels);
            string name = $"pixel tile of {Count(channels, "channel")} × {Count(vectors, "vector")}";
            tiles.Add(MeasuredTile.Of(name, run.Run, channels * vectors, expected, rounds));
        }

        var (start, store) = MeasuredTile.StartAndStore(tiles);
        results.Add(new CostRow(lanes, nameof(MachineCosts.PixelTileStart), "cycles", start));
        results.Add(new CostRow(lanes, nameof(MachineCosts.AccumulatorStore), "cycles, pixel tiles", store));
        // The minimum over all tiles is the issue limit.
        results.Add(new CostRow(
            lanes,
            nameof(MachineCosts.TapOverhead),
            "cycles, median of pixel tiles",
            new Samples(tiles.Select(tile => tile.Tap - (tile.Expected - costs.TapOverhead))).Median));

        var strips = new List<MeasuredTile>();
        foreach ((int channels, int rows, int taps) in s_stripTiles)
        {
            var run = new StripTileRuns(lanes, channels, rows, taps, source, weight, destination);
            double expected = costs.TapCycles(channels * rows * taps, (rows + taps - 1) * costs.UnalignedLoad + channels * taps) / taps;
            string name = $"strip tile of {Count(channels, "channel")} × {Count(rows, "row")}, runs of {Count(taps, "tap")}";
            strips.Add(MeasuredTile.Of(name, run.Run, channels * rows, expected, rounds));
        }

        results.Add(new CostRow(lanes, nameof(MachineCosts.StripTileStart), "cycles", MeasuredTile.StartAndStore(strips).Start));
        results.Add(new CostRow(lanes, nameof(MachineCosts.ChainedStripTap), $"cycles, {strips[0].Name}", strips[0].Tap));
        foreach ((int vectors, int rows, int columns) in s_channelTiles)
        {
            var run = new ChannelTileRun(lanes, vectors, rows, columns, source, weight, destination);
            double expected = costs.TapCycles(vectors * rows * columns, vectors + rows * columns);
            string name = $"channel tile of {Count(vectors, "vector")} × {Count(rows, "row")} × {Count(columns, "pixel")}";
            strips.Add(MeasuredTile.Of(name, run.Run, vectors * rows * columns, expected, rounds));
        }

        foreach (var tile in tiles.Concat(strips))
        {
            results.Add(new CostRow(lanes, $"tap of a {tile.Name}", "cycles", tile.Tap, tile.Expected));
            results.Add(new CostRow(lanes, $"begin and end of a {tile.Name}", "cycles", tile.Tile));
        }
        return results;
    }

    private static string Count(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A microkernel's cost.</summary>
    /// <param name="Name">What it is.</param>
    /// <param name="Accumulators">Its accumulators.</param>
    /// <param name="Tap">Cycles of a tap.</param>
    /// <param name="Tile">Cycles of a tile without taps.</param>
    /// <param name="Expected">Cycles of a tap in the engine's formula.</param>
    private sealed record MeasuredTile(string Name, int Accumulators, double Tap, double Tile, double Expected)
    {
        public static MeasuredTile Of(string name, Action<int> run, int accumulators, double expected, int rounds)
        {
            double[] cycles = CycleClock.Cycles(rounds, () => run(FewTaps), () => run(ManyTaps));
            double tap = (cycles[1] - cycles[0]) / (ManyTaps - FewTaps) / Tiles;
            return new MeasuredTile(name, accumulators, tap, cycles[0] / Tiles - tap * FewTaps, expected);
        }

        /// <summary>The least-squares line through tiles with different numbers of accumulators.</summary>
        public static (double Start, double Store) StartAndStore(IReadOnlyList<MeasuredTile> tiles)
        {
            double accumulators = tiles.Average(tile => tile.Accumulators), cycles = tiles.Average(tile => tile.Tile);
            double store = tiles.Sum(tile => (tile.Accumulators - accumulators) * (tile.Tile - cycles))
                / tiles.Sum(tile => Math.Pow(tile.Accumulators - accumulators, 2));
            return (cycles - store * accumulators, store);
        }
    }

    /// <summary>Offsets of the taps of 3 × 3 filters over several planes.</summary>
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

        public PixelTileRun(int lanes, int channels, int vectors, nint source, nint weight, nint destination)
        {
            _tile = (nint)PixelTiles.Get(lanes, channels, vectors);
            _source = (float*)source;
            _weight = (float*)weight;
            _destination = (float*)destination;
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

    /// <summary>Neighbouring tiles on whole rows, entirely inside the planes.</summary>
    private sealed class StripTileRuns
    {
        private readonly nint _tile;
        private readonly int _taps;
        private readonly StripTileRun[] _runs;
        private readonly StripTilePlace[] _places;
        private readonly float* _source;
        private readonly float* _weight;
        private readonly float* _destination;

        public StripTileRuns(int lanes, int channels, int rows, int taps, nint source, nint weight, nint destination)
        {
            _tile = (nint)StripTiles.Get(lanes, channels, rows, taps, RowReading.Whole);
            _taps = taps;
            _source = (float*)source;
            _weight = (float*)weight;
            _destination = (float*)destination;
            // A run per column of each plane's filter.
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

        public ChannelTileRun(int lanes, int vectors, int rows, int columns, nint source, nint weight, nint destination)
        {
            _tile = (nint)ChannelTiles.Get(lanes, vectors, rows, columns);
            _source = (float*)source;
            _weight = (float*)weight;
            _destination = (float*)destination;
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
