namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>The tables that the microkernels walk along; offsets count floats.</summary>
internal sealed class ChannelwiseTables
{
    public ChannelwiseTables(ChannelwiseBlocking b)
    {
        Rows = new PinnedTable(b.Rows.Sources[0]);
        Columns = new PinnedTable(b.Columns.Sources[0]);
        InsideColumns = b.Columns.Inside(0);

        var other = b.LiesDown ? b.Across : b.Down;
        (int Along, int Other)[] tiles = b.LiesDown
            ? [.. Enumerable.Range(0, b.Along.TileStride).SelectMany(phase => Enumerable.Range(0, b.OutWidth), (phase, line) => (phase, line))]
            : [.. Enumerable.Range(0, b.StripRows).SelectMany(line => b.Along.Tiles(), (line, first) => (first, line))];
        Sources = new PinnedTable([.. tiles.Select(tile => tile.Along * b.Along.OutputStep + tile.Other * other.OutputStep)]);
        Destinations = new PinnedTable([.. tiles.Select(tile => tile.Along * b.Along.DestinationStep + tile.Other * other.DestinationStep)]);

        var runs = Enumerable.Range(0, other.KernelSize)
            .SelectMany(tap => b.Along.TapRuns(), (tap, run) => (run.First, run.Taps, Tap: tap))
            .OrderByDescending(run => run.Taps)
            .ToArray();
        FullRuns = runs.Count(run => run.Taps == b.Along.RunTaps);
        RunSources = new PinnedTable([.. runs.Select(run => run.First * b.Along.TapStep + run.Tap * other.TapStep)]);
        RunWeights = new PinnedTable([.. runs.Select(run => run.First * b.Along.WeightStep + run.Tap * other.WeightStep)]);
    }

    /// <summary>For each row of a plane, the input row or −1.</summary>
    public PinnedTable Rows { get; }

    /// <summary>For each column of a plane, the input column or −1.</summary>
    public PinnedTable Columns { get; }

    /// <summary>The columns that stand one behind another in the input.</summary>
    public (int First, int Last) InsideColumns { get; }

    /// <summary>For each tile of a strip, where it reads in a plane.</summary>
    public PinnedTable Sources { get; }

    /// <summary>For each tile of a strip, where it goes in the strip's output.</summary>
    public PinnedTable Destinations { get; }

    /// <summary>Full runs, which come first; the others are one tap shorter.</summary>
    public int FullRuns { get; }

    /// <summary>For each run, where its first tap reads.</summary>
    public PinnedTable RunSources { get; }

    /// <summary>For each run, the weight of its first tap.</summary>
    public PinnedTable RunWeights { get; }
}
