namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>The tables that the microkernels walk along; offsets count floats.</summary>
internal sealed class ChannelwiseTables
{
    // More groups than one take more calls: worth it where at least this part of the work remains, at most.
    private const double LargestPart = .9;

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

        // Tiles down a column can leave out the taps whose columns are zeros all the way down.
        var all = new TileGroup(0, tiles.Length, 0, FullRuns, runs.Length - FullRuns);
        Groups = [all];
        if (b.LiesDown && FullRuns == runs.Length)
        {
            TileGroup[] groups = [.. GroupsOf([.. tiles.Select(tile => RunsOf(b, tile.Other, runs.Length / other.KernelSize))])];
            if (groups.Sum(group => (double)group.Tiles * group.FullRuns) < LargestPart * all.Tiles * all.FullRuns)
                Groups = groups;
        }
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

    /// <summary>Tiles that need the same runs.</summary>
    public TileGroup[] Groups { get; }

    /// <summary>Full runs, which come first; the others are one tap shorter.</summary>
    public int FullRuns { get; }

    /// <summary>For each run, where its first tap reads.</summary>
    public PinnedTable RunSources { get; }

    /// <summary>For each run, the weight of its first tap.</summary>
    public PinnedTable RunWeights { get; }

    /// <summary>The runs that a tile on an output column needs: those of the taps that do not read zeros there.</summary>
    private static Range RunsOf(ChannelwiseBlocking b, int column, int runsOfTap)
    {
        var spec = b.Shape.Spec;
        bool IsZero(int tap) => b.Columns.Sources[0][column * spec.Stride.Width + tap * spec.Dilation.Width] < 0;
        int first = 0, end = spec.KernelSize.Width;
        while (first < end && IsZero(first))
            first++;
        while (end > first && IsZero(end - 1))
            end--;
        return (first * runsOfTap)..(end * runsOfTap);
    }

    private static IEnumerable<TileGroup> GroupsOf(Range[] runs)
    {
        for (int first = 0; first < runs.Length;)
        {
            int end = first + 1;
            while (end < runs.Length && runs[end].Equals(runs[first]))
                end++;
            yield return new TileGroup(first, end - first, runs[first].Start.Value, runs[first].End.Value - runs[first].Start.Value, 0);
            first = end;
        }
    }
}

/// <summary>Tiles of a strip, one behind another, and the runs that they need.</summary>
internal readonly record struct TileGroup(int FirstTile, int Tiles, int FirstRun, int FullRuns, int ShortRuns);
