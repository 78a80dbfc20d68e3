using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>Measures and shows rows, for all sections that compare with ONNX Runtime.</summary>
internal static class RowTable
{
    /// <summary>Measures each layer at each thread count.</summary>
    public static IReadOnlyList<Row> Measure(IEnumerable<Layer> layers, Options options, Action<string> progress)
    {
        var rows = new List<Row>();
        foreach (var (layer, threads) in options.Pick(layers))
        {
            var row = Comparison.Run(layer, threads, options.Effort);
            rows.Add(row);
            progress(Line(row));
        }

        return rows;
    }

    public static int Failures(IEnumerable<Row> rows) => rows.Count(row => row.Outcome == Outcome.Disagrees);

    public static Table Of(string caption, IEnumerable<Row> rows) => new(
        caption,
        [
            "layer",
            "threads",
            "ours ms",
            "ORT ms",
            "ratio",
            "median [quartiles]",
            "ours GFLOP/s",
            "ours % peak",
            "ORT % peak",
            "spread ours, ORT",
            "by",
        ],
        [.. rows.Select(Cells)]);

    private static IReadOnlyList<string> Cells(Row row) =>
    [
        row.Layer,
        Figures.Count(row.Threads),
        Figures.Milliseconds(row.Ours?.LowSeconds),
        Figures.Milliseconds(row.Theirs?.LowSeconds),
        Figures.Times(row.Ratio),
        Figures.Spread(row.Ratio),
        Figures.Gflops(row.Ours?.Gflops),
        Figures.Percent(row.OursOfPeak),
        Figures.Percent(row.TheirsOfPeak),
        row.Outcome == Outcome.Measured ? $"{Figures.Percent(row.Ours?.Spread)}, {Figures.Percent(row.Theirs?.Spread)}" : Figures.None,
        row.Outcome switch
        {
            Outcome.Measured => row.By,
            Outcome.Skipped => $"not measured: {row.Note}",
            _ => $"WRONG: {row.Note}",
        },
    ];

    private static string Line(Row row)
    {
        string who = $"{row.Layer,-48} {Figures.Count(row.Threads)}t";
        return row.Outcome switch
        {
            Outcome.Measured => $"{who}  ours {Figures.Milliseconds(row.Ours?.LowSeconds),7} ms  "
                + $"ORT {Figures.Milliseconds(row.Theirs?.LowSeconds),7} ms  "
                + $"{Figures.Times(row.Ratio),8}  {Figures.Percent(row.OursOfPeak),4} of peak  {row.By}",
            Outcome.Skipped => $"{who}  not measured: {row.Note}",
            _ => $"{who}  WRONG: {row.Note}",
        };
    }
}
