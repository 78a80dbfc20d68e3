using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;
using GroupConv.Core.Specs;

namespace GroupConv.Bench.Sections;

/// <summary>The time of a layer for all its group counts.</summary>
internal sealed class GroupsSection : ISection
{
    private const int Channels = 64;

    public string Name => "groups";

    public string Title => "One layer, all its group counts";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var layers = GroupArithmetic.ValidGroups(Channels, Channels)
            .Select(groups => Layer.Of($"{Channels} g{groups} 3x3 56", Channels, Channels, 3, 56, groups));
        var rows = RowTable.Measure(layers, options, progress);
        return new SectionReport(
            "k groups need 1/k of the multiply-accumulates. \"of dense\" is the time against groups=1 of the same side; \"ideal\" is "
            + "1/k.",
            [.. rows.GroupBy(row => row.Threads).Select(set => Savings(set.Key, [.. set])), RowTable.Of("Against ONNX Runtime", rows)],
            rows,
            RowTable.Failures(rows));
    }

    public IEnumerable<Gauge> Gauges(JsonElement data) => Gauge.OfRows(data);

    private static Table Savings(int threads, IReadOnlyList<Row> rows)
    {
        // With a filter the dense row may be missing; the first row then replaces it, which its 100% shows.
        var first = rows[0];
        return new Table(
            $"Time against groups, threads: {Figures.Count(threads)}",
            ["layer", "MFLOP", "ideal", "ours ms", "ours of dense", "ORT ms", "ORT of dense"],
            [.. rows.Select(row => (IReadOnlyList<string>)
            [
                row.Layer,
                Figures.Text(row.Flops / 1e6, "0.0"),
                Figures.Text(100 * row.Flops / first.Flops, "0.0") + "%",
                Figures.Milliseconds(row.Ours?.LowSeconds),
                Figures.Percent(row.Ours?.LowSeconds / first.Ours?.LowSeconds),
                Figures.Milliseconds(row.Theirs?.LowSeconds),
                Figures.Percent(row.Theirs?.LowSeconds / first.Theirs?.LowSeconds),
            ])]);
    }
}
