using GroupConv.Bench.Against;
using GroupConv.Bench.Sections;
using static GroupConv.Bench.Tests.Reports;

namespace GroupConv.Bench.Tests;

/// <summary>What counts as slower, on made-up reports.</summary>
public sealed class GateTests
{
    [Fact]
    public void The_same_times_hold()
    {
        var gate = Judge(Rows(), Rows());
        Assert.All(gate.Lines, line => Assert.Equal(Verdict.Holds, line.Verdict));
        Assert.Equal(8, gate.Lines.Count);
        Assert.False(gate.IsSlower);
    }

    [Fact]
    public void One_row_that_is_slower_by_time_and_beside_the_peer_is_condemned()
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = 1.1 * row.Ours } : row));
        Assert.Equal("b", Assert.Single(gate.Slower).Then.Key.Layer);
        Assert.True(gate.IsSlower);
    }

    [Theory]
    [InlineData(1.04, 0)]
    [InlineData(1.06, 1)]
    public void Five_percent_are_allowed(double times, int slower)
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = times * row.Ours } : row));
        Assert.Equal(slower, gate.Slower.Count());
    }

    [Theory]
    [InlineData(.01, .12)]
    [InlineData(.12, .01)]
    public void A_row_may_be_slower_by_its_spread_then_or_now(double then, double now)
    {
        var gate = Judge(
            Rows(row => row with { Spread = then }),
            Rows(row => row.Layer == "b" ? row with { Ours = 1.1 * row.Ours, Spread = now } : row with { Spread = now }));
        Assert.Empty(gate.Slower);
    }

    [Fact]
    public void A_machine_that_is_slower_in_all_condemns_nothing()
    {
        var gate = Judge(Rows(), Rows(row => row with { Ours = 1.3 * row.Ours, Theirs = 1.3 * row.Theirs }));
        Assert.False(gate.IsSlower);
        Assert.Equal(1.3, gate.Drifts[1].Times, 3);
    }

    [Fact]
    public void A_machine_that_is_faster_in_all_hides_nothing()
    {
        var gate = Judge(
            Rows(),
            Rows(row => row with { Ours = (row.Layer == "b" ? 1.1 : 1) * .8 * row.Ours, Theirs = .8 * row.Theirs }));
        Assert.Equal("b", Assert.Single(gate.Slower).Then.Key.Layer);
    }

    [Fact]
    public void A_peer_that_is_faster_on_one_row_condemns_nothing()
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Theirs = .8 * row.Theirs } : row));
        Assert.False(gate.IsSlower);
    }

    [Theory]
    [InlineData(1.3, Verdict.Unsteady)]
    [InlineData(1, Verdict.Unsteady)]
    [InlineData(1.5, Verdict.Slower)]
    [InlineData(.6, Verdict.Faster)]
    internal void A_row_whose_batches_are_far_apart_is_unsteady_within_its_spread_alone(double times, Verdict verdict)
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = times * row.Ours, Spread = .4 } : row));
        Assert.Equal(verdict, gate.Lines.Single(line => line.Then.Key.Layer == "b").Verdict);
        Assert.Equal(verdict == Verdict.Unsteady, GateTable.OfUnsteady(gate).StartsWith("Unsteady rows: 1 of 8.",
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_faster_row_is_told()
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = .8 * row.Ours } : row));
        Assert.Equal(Verdict.Faster, gate.Lines.Single(line => line.Then.Key.Layer == "b").Verdict);
        Assert.False(gate.IsSlower);
    }

    [Fact]
    public void Many_rows_that_are_a_little_slower_are_condemned_together()
    {
        string[] layers = [.. Enumerable.Range(0, 12).Select(i => $"layer {i}")];
        var then = Gauges(new LayersSection(), layers.Select(layer => new MadeUpRow(layer)));
        var now = Gauges(new LayersSection(), layers.Select(layer => new MadeUpRow(layer) with { Ours = 1.03 }));
        var gate = Gate.Judge(then, now);
        Assert.Empty(gate.Slower);
        Assert.True(gate.IsSlower);
        Assert.Equal(1.03, gate.Groups.Single(group => group.Category is null).TimesOfMachine, 3);
    }

    [Fact]
    public void Few_rows_are_not_condemned_together()
    {
        var gate = Judge(Rows(), Rows(row => row with { Ours = 1.03 * row.Ours }));
        Assert.False(gate.IsSlower);
    }

    [Fact]
    public void Without_a_peer_the_peak_loop_tells_the_drift()
    {
        MadeUpRow[] then = [.. Rows().Select(row => row with { Theirs = null, Peak = 100 })];
        MadeUpRow[] now = [.. Rows().Select(row => row with { Theirs = null, Peak = 80, Ours = 1.25 * row.Ours })];
        var gate = Gate.Judge(WithoutPeer(then), WithoutPeer(now));
        Assert.Equal(1.25, gate.Drifts[1].Times, 6);
        Assert.False(gate.IsSlower);
    }

    [Fact]
    public void With_few_rows_the_peak_loop_tells_the_drift()
    {
        var gate = Gate.Judge(
            Gauges(new LayersSection(), [new MadeUpRow("a")]),
            Gauges(new LayersSection(), [new MadeUpRow("a") with { Ours = 1.5, Theirs = 3, Peak = 100 }]));
        Assert.Equal(1, gate.Drifts[1].Times, 6);
        // The time is 1.5 times as long, but so is the peer's.
        Assert.Empty(gate.Slower);
    }

    [Fact]
    public void A_row_that_is_fast_again_the_second_time_is_acquitted()
    {
        var first = Judge(Rows(), Rows(row => row.Layer is "b" or "c" ? row with { Ours = 1.2 * row.Ours } : row));
        Assert.Equal(2, first.Slower.Count());
        var second = Gauges(new LayersSection(), Rows(row => row.Layer == "c" ? row with { Ours = 1.19 * row.Ours } : row)
            .Where(row => row.Layer is "b" or "c"));
        var gate = Gate.Judge(Gauges(new LayersSection(), Rows()), first.Better(second), second.Select(gauge => gauge.Key).ToHashSet());
        var line = Assert.Single(gate.Slower);
        Assert.Equal("c", line.Then.Key.Layer);
        Assert.Equal(1.19, line.Times, 6);
        Assert.Equal(2, gate.Lines.Count(each => each.Again));
    }

    [Fact]
    public void A_second_time_that_is_worse_does_not_count()
    {
        var first = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = 1.1 * row.Ours } : row));
        var second = Gauges(new LayersSection(), [new MadeUpRow("b") with { Ours = 9 }]);
        Assert.Equal(1.1, Gate.Judge(Gauges(new LayersSection(), Rows()), first.Better(second)).Slower.Single().Times, 6);
    }

    [Fact]
    public void A_row_without_a_time_now_is_missing_and_not_slower()
    {
        var gate = Judge(Rows(), [.. Rows().Skip(1)]);
        Assert.Equal("a", Assert.Single(gate.Missing).Key.Layer);
        Assert.False(gate.IsSlower);
    }

    [Fact]
    public void The_table_names_rows_times_and_what_computed_them()
    {
        var gate = Judge(Rows(), Rows(row => row.Layer == "b" ? row with { Ours = 1.1 * row.Ours, By = "strips" } : row));
        string table = GateTable.OfLines("layers", gate).ToMarkdown();
        string line = table.Split('\n').Single(text => text.StartsWith("| b ", StringComparison.Ordinal));
        Assert.Contains(" 1.100 |", line, StringComparison.Ordinal);
        Assert.Contains("SLOWER by 10%", line, StringComparison.Ordinal);
        Assert.Contains("strips (was: direct)", line, StringComparison.Ordinal);
    }

    private static Gate Judge(IEnumerable<MadeUpRow> then, IEnumerable<MadeUpRow> now) =>
        Gate.Judge(Gauges(new LayersSection(), then), Gauges(new LayersSection(), now));

    private static IReadOnlyList<Gauge> WithoutPeer(IEnumerable<MadeUpRow> rows) =>
        [.. Gauges(new LayersSection(), rows.Select(row => row with { Theirs = 1 })).Select(gauge => gauge with { PeerSeconds = null })];

    private static IReadOnlyList<MadeUpRow> Rows(Func<MadeUpRow, MadeUpRow>? change = null) =>
        [.. "abcdefgh".Select(letter => new MadeUpRow(letter.ToString())).Select(change ?? (row => row))];
}
