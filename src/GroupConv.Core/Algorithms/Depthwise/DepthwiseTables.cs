using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>The offset tables of the microkernels; offsets count floats.</summary>
internal sealed unsafe class DepthwiseTables
{
    private readonly PinnedTable _runs;

    public DepthwiseTables(DepthwiseBlocking b)
    {
        var runs = RunsOf(b).OrderByDescending(run => run.Taps).ToArray();
        FullRuns = runs.Count(run => run.Taps == b.RunTaps);
        ShortRuns = runs.Length - FullRuns;
        _runs = PinnedTable.Of([.. runs.Select(run => run.Run)]);
        Masks = new ColumnMasks(b);
        Bands = new TileTable(b, Masks, b.BandRows);
        ThinnerBands = b.OutHeight % b.Bands == 0 ? Bands : new TileTable(b, Masks, b.BandRows - 1);
    }

    /// <summary>Number of full runs, which come first; the others are one tap shorter.</summary>
    public int FullRuns { get; }

    public int ShortRuns { get; }

    public PlaneTileRun* Runs => (PlaneTileRun*)_runs.Pointer;

    public ColumnMasks Masks { get; }

    private TileTable Bands { get; }

    private TileTable ThinnerBands { get; }

    /// <summary>The tiles of a band with this many rows.</summary>
    public TileTable Tiles(int rows) => rows == Bands.Rows ? Bands : ThinnerBands;

    /// <summary>Divides the taps of each filter column into runs whose lengths differ by at most 1.</summary>
    private static IEnumerable<(int Taps, PlaneTileRun Run)> RunsOf(DepthwiseBlocking b)
    {
        (int height, int width) = (b.Problem.Rows.Taps, b.Problem.Columns.Taps);
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
                    int place = phase * b.Planes.PhaseFloats + column;
                    int weight = kh * width + kw;
                    yield return (end - start, new PlaneTileRun { Row = row, Column = place, Weight = weight, Mask = kw * b.Lanes });
                }
            }
        }
    }
}
