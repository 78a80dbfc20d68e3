using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>The tables of the microkernels: runs of taps, tiles, and masks of positions outside of the input's rows.</summary>
internal sealed unsafe class StripsTables
{
    /// <summary>Number of 32-bit integers of a tile's entry.</summary>
    public const int PlaceInts = 4;

    private readonly PinnedTable _runs;
    private readonly PinnedTable _masks;
    private readonly PinnedTable _band;
    private readonly PinnedTable _thinnerBand;
    private readonly int _bandRows;

    public StripsTables(StripsBlocking b)
    {
        var taps = b.Planes.TapOffsets(b.Problem.InChannels);
        int filterTaps = b.Problem.PlaneTaps, width = b.Problem.Columns.Taps;
        StripTileRun[] runs =
        [
            .. StripOrder.Of(b).Select(run => new StripTileRun(
                taps[run.FirstTap],
                b.Planes.Rows.Taps[run.FirstTap % filterTaps / width].Place,
                run.FirstTap % width * b.Tiling.Lanes,
                run.Taps == b.Tiling.Runs.Taps ? 1 : 0)),
        ];
        RunCount = runs.Length;
        _runs = PinnedTable.Of<StripTileRun>(runs);
        _masks = new PinnedTable([.. b.IsMasked ? MasksOf(b) : []]);
        _bandRows = b.BandRows;
        _band = PinnedTable.Of<StripTilePlace>([.. TilesOf(b, b.BandRows)]);
        _thinnerBand = b.OutHeight % b.Bands == 0 ? _band : PinnedTable.Of<StripTilePlace>([.. TilesOf(b, b.BandRows - 1)]);
    }

    public StripTileRun* Runs => (StripTileRun*)_runs.Pointer;

    public int RunCount { get; }

    public float* Masks => (float*)_masks.Pointer;

    /// <summary>The tiles of a band with this many rows.</summary>
    public PinnedTable Tiles(int rows) => rows == _bandRows ? _band : _thinnerBand;

    /// <summary>
    /// The first output column of each vector. The last vector is shifted to end at the row's end and computes some outputs twice, with the
    /// same bits.
    /// </summary>
    private static IEnumerable<int> VectorColumns(StripsBlocking b)
    {
        for (int vector = 0; vector < b.OutWidth; vector += b.Tiling.Lanes)
            yield return Math.Max(0, Math.Min(vector, b.OutWidth - b.Tiling.Lanes));
    }

    /// <summary>For each vector of columns and each column of the filter, which lanes read the input.</summary>
    private static IEnumerable<int> MasksOf(StripsBlocking b) =>
        from column in VectorColumns(b)
        from tap in b.Planes.Columns.Taps
        from lane in Enumerable.Range(0, b.Tiling.Lanes)
        let source = column + tap.Place + lane - b.Problem.Columns.Before
        select source >= 0 && source < b.Problem.Columns.In ? -1 : 0;

    /// <summary>The tiles of a band with this many rows. The rows of a tile are RowStep rows apart.</summary>
    private static IEnumerable<StripTilePlace> TilesOf(StripsBlocking b, int rows)
    {
        int step = b.Tiling.Runs.RowStep;
        int rowFloats = b.IsNarrow ? b.Tiling.Lanes : b.OutWidth;
        int vectorMasks = b.Problem.Columns.Taps * b.Tiling.Lanes;
        for (int phase = 0; phase < Math.Min(step, rows); phase++)
        {
            int count = (rows - phase - 1) / step + 1;
            for (int tile = 0; tile < count; tile += b.Tiling.Rows)
            {
                // The last tile of a phase is shifted to end at its last row.
                int row = phase + Math.Min(tile, count - b.Tiling.Rows) * step, masks = 0;
                foreach (int column in VectorColumns(b))
                {
                    yield return new StripTilePlace(
                        checked(row * b.Planes.RowFloats + column), checked(row * rowFloats + column), row, masks);
                    masks += vectorMasks;
                }
            }
        }
    }
}
