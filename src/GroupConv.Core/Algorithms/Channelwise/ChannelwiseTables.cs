using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>The offset tables of the microkernels; offsets count floats.</summary>
internal sealed unsafe class ChannelwiseTables
{
    private readonly PinnedTable _tiles;
    private readonly PinnedTable _lines;
    private readonly PinnedTable _runs;

    public ChannelwiseTables(ChannelwiseBlocking b)
    {
        Rows = new PinnedTable(b.Rows.Sources[0]);
        Columns = new PinnedTable(b.Columns.Sources[0]);
        InsideColumns = b.Columns.Inside(0);

        TileAxis along = b.Along, other = b.Other;
        int lines = b.LiesDown ? b.OutWidth : b.StripRows;
        (int Along, int Line)[] tiles = [..
            from first in b.LiesDown ? Enumerable.Range(0, along.TileStride) : along.Tiles()
            from line in Enumerable.Range(0, (lines + b.TileLines - 1) / b.TileLines)
            select (first, line * b.TileLines)];
        TileCount = tiles.Length;
        TileLines = tiles.Sum(tile => Math.Min(b.TileLines, lines - tile.Line));
        _tiles = PinnedTable.Of([.. tiles.Select(tile => new RowTilePlace
        {
            Source = along.PlaceOf(tile.Along) * along.SourceStep + other.PlaceOf(tile.Line) * other.SourceStep,
            Place = along.PlaceOf(tile.Along),
            Line = tile.Line,
            Lines = Math.Min(b.TileLines, lines - tile.Line),
            Destination = tile.Along * along.DestinationStep + tile.Line * other.DestinationStep,
        })]);
        _lines = PinnedTable.Of<InsideTaps>([.. Enumerable.Range(0, b.LiesDown ? b.OutWidth : b.OutHeight).Select(other.InsideOf)]);

        var runs = Enumerable.Range(0, other.KernelSize)
            .SelectMany(tap => along.TapRuns(), (tap, run) => (run.First, run.Taps, Tap: tap))
            .OrderByDescending(run => run.Taps)
            .ToArray();
        FullRunsOfTap = along.TapRuns().Count(run => run.Taps == along.RunTaps);
        ShortRunsOfTap = along.TapRuns().Count() - FullRunsOfTap;
        FullRuns = FullRunsOfTap * other.KernelSize;
        _runs = PinnedTable.Of([.. runs.Select(run => new RowTileRun
        {
            Source = run.First * along.Dilation * along.SourceStep + run.Tap * other.Dilation * other.SourceStep,
            Place = run.First * along.Dilation,
            Weight = run.First * along.WeightStep + run.Tap * other.WeightStep,
        })]);
    }

    /// <summary>For each row of a plane, the input row or −1.</summary>
    public PinnedTable Rows { get; }

    /// <summary>For each column of a plane, the input column or −1.</summary>
    public PinnedTable Columns { get; }

    /// <summary>The plane's columns that are contiguous in the input.</summary>
    public (int First, int Last) InsideColumns { get; }

    /// <summary>The tiles of a strip.</summary>
    public RowTilePlace* Tiles => (RowTilePlace*)_tiles.Pointer;

    public int TileCount { get; }

    /// <summary>Lines of all tiles.</summary>
    public int TileLines { get; }

    /// <summary>For each line of tiles in the image, the taps across the line that read the plane.</summary>
    public InsideTaps* Lines => (InsideTaps*)_lines.Pointer;

    /// <summary>The runs: first the full ones of each tap across, then those that are one tap shorter.</summary>
    public RowTileRun* Runs => (RowTileRun*)_runs.Pointer;

    public int FullRuns { get; }

    public int FullRunsOfTap { get; }

    public int ShortRunsOfTap { get; }
}
