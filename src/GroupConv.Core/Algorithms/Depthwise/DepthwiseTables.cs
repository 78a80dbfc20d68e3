using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>The tables of offsets that the microkernels walk along, all in floats.</summary>
internal sealed class DepthwiseTables
{
    public DepthwiseTables(DepthwiseBlocking b)
    {
        var runs = Runs(b).OrderByDescending(run => run.Taps).ToArray();
        FullRuns = runs.Count(run => run.Taps == b.RunTaps);
        RunSources = new PinnedTable([.. runs.Select(run => run.Source)]);
        RunWeights = new PinnedTable([.. runs.Select(run => run.Weight)]);
        Bands = new TileTable(b, b.BandRows);
        ThinnerBands = b.OutHeight % b.Bands == 0 ? Bands : new TileTable(b, b.BandRows - 1);
    }

    /// <summary>Full runs, which come first; the others are one tap shorter.</summary>
    public int FullRuns { get; }

    /// <summary>For each run, where its first tap reads.</summary>
    public PinnedTable RunSources { get; }

    /// <summary>For each run, the weight of its first tap.</summary>
    public PinnedTable RunWeights { get; }

    private TileTable Bands { get; }

    private TileTable ThinnerBands { get; }

    /// <summary>The tiles of a band of so many rows.</summary>
    public TileTable Tiles(int rows) => rows == Bands.Rows ? Bands : ThinnerBands;

    /// <summary>A filter's taps, cut into pieces of its columns whose lengths differ by 1 at most.</summary>
    private static IEnumerable<(int Taps, int Source, int Weight)> Runs(DepthwiseBlocking b)
    {
        (int height, int width) = (b.Shape.Spec.KernelSize.Height, b.Shape.Spec.KernelSize.Width);
        for (int kw = 0; kw < width; kw++)
        {
            (int columnSlot, int column) = b.Columns.Taps[kw];
            for (int first = 0; first < Math.Min(b.SlotTaps, height); first++)
            {
                int taps = (height - first - 1) / b.SlotTaps + 1;
                for (int run = 0; run < b.RunsPerSlot; run++)
                {
                    int start = taps * run / b.RunsPerSlot, end = taps * (run + 1) / b.RunsPerSlot, kh = first + start * b.SlotTaps;
                    if (start == end)
                        continue;
                    (int rowSlot, int row) = b.Rows.Taps[kh];
                    int phase = rowSlot * b.Columns.Slots + columnSlot;
                    yield return (end - start, phase * b.Planes.PhaseFloats + row * b.Planes.RowFloats + column, kh * width + kw);
                }
            }
        }
    }
}

/// <summary>The tiles of a band, row by row; rows that RowStep separates belong together.</summary>
internal sealed class TileTable
{
    public TileTable(DepthwiseBlocking b, int rows)
    {
        Rows = rows;
        var sources = new List<int>();
        var destinations = new List<int>();
        var tileRows = new List<int>();
        for (int phase = 0; phase < Math.Min(b.RowStep, rows); phase++)
        {
            int count = (rows - phase - 1) / b.RowStep + 1;
            int mostRows = b.KeepsFilter ? RowTiles.MostFilterRows : b.TileRows, tiles = (count + mostRows - 1) / mostRows;
            for (int tile = 0; tile < tiles; tile++)
            {
                // Microkernels that want so many rows compute some again.
                int first = b.KeepsFilter ? count * tile / tiles : Math.Min(tile * b.TileRows, count - b.TileRows);
                int rowsOfTile = b.KeepsFilter ? count * (tile + 1) / tiles - first : b.TileRows, row = phase + first * b.RowStep;
                for (int vector = 0; vector < b.OutWidth; vector += b.Lanes)
                {
                    int column = Math.Max(0, Math.Min(vector, b.OutWidth - b.Lanes));
                    sources.Add(row * b.Planes.RowFloats + column);
                    destinations.Add(row * b.OutRowFloats + column);
                    tileRows.Add(rowsOfTile);
                }
            }
        }

        Sources = new PinnedTable([.. sources]);
        Destinations = new PinnedTable([.. destinations]);
        TileRows = new PinnedTable([.. tileRows]);
        AllRows = tileRows.Sum(count => (long)count);
    }

    public int Rows { get; }

    /// <summary>For each tile, where it reads in a plane.</summary>
    public PinnedTable Sources { get; }

    /// <summary>For each tile, where it goes in the band's output.</summary>
    public PinnedTable Destinations { get; }

    /// <summary>For each tile, its rows.</summary>
    public PinnedTable TileRows { get; }

    /// <summary>Rows of all tiles.</summary>
    public long AllRows { get; }
}
