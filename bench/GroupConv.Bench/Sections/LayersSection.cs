using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>All layers against ONNX Runtime, and the goals.</summary>
internal sealed class LayersSection : ISection
{
    public string Name => "layers";

    public string Title => "Every layer against ONNX Runtime";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = RowTable.Measure(LayerTable.All, options, progress);
        var goals = GoalTable.Judge(rows);
        var categories = Category.All
            .SelectMany(category => rows.Where(row => row.Category == category.Name).GroupBy(row => row.InTable))
            .Select(set => RowTable.Of(set.Key ? set.First().Category : $"{set.First().Category}: held out", set));
        return new SectionReport(
            "Ratios compare the 10% quantiles of the batches; beside them is the median over neighbouring batches with "
            + "its quartiles. "
            + "Rows of the set \"table\" are those that the goals refer to; nothing was tuned on the \"held out\" shapes. "
            + "A ratio with a question mark differs from that median by more than 10%: the machine was busy. "
            + "Percent of peak is relative to the peak loop with the widest vectors, measured between the batches of each row.",
            [GoalTable.Of(goals), PeakTable(rows), .. categories],
            new { goals, rows },
            RowTable.Failures(rows));
    }

    public IEnumerable<Gauge> Gauges(JsonElement data) => Gauge.OfRows(data.GetProperty("rows"));

    private static Table PeakTable(IEnumerable<Row> rows) => new(
        "The peak loop",
        ["vectors", "threads", "GFLOP/s", "lowest row", "highest row"],
        [.. rows.SelectMany(row => row.Peaks.Select(peak => (row.Threads, peak.Bits, peak.Gflops)))
            .GroupBy(peak => (peak.Bits, peak.Threads))
            .OrderBy(set => set.Key)
            .Select(set => (Set: set.Key, Rates: new Samples(set.Select(peak => peak.Gflops))))
            .Select(peak => (IReadOnlyList<string>)
            [
                $"{Figures.Count(peak.Set.Bits)} bits",
                Figures.Count(peak.Set.Threads),
                Figures.Gflops(peak.Rates.Median),
                Figures.Gflops(peak.Rates.Quantile(0)),
                Figures.Gflops(peak.Rates.Quantile(1)),
            ])]);
}
