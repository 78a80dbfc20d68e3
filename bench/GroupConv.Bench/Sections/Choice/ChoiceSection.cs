using System.Globalization;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>Compares the planner's choice with the fastest row of the algorithm table.</summary>
internal sealed class ChoiceSection : ISection
{
    private const double WorthShowing = 1.02;

    public string Name => "choice";

    public string Title => "The planner's choice against the fastest row";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<ChoiceRow>();
        foreach (var (layer, threads) in options.Pick(ChoiceGrid.All))
        {
            var row = ChoiceContest.Run(layer, threads, options.Effort);
            rows.Add(row);
            progress($"{row.Layer,-48} {Figures.Count(threads)}t  {row.Chosen,-12} {Regret(row.Regret),7}  {Times(row)}{Wrong(row)}");
        }

        var lines = RegretLine.Of(rows);
        return new SectionReport(
            "Regret is the time of the planner's choice relative to the fastest row. Every row of the algorithm table runs that "
            + "the planner may choose; the "
            + "reference is excluded. A layer with more than 2% is measured again at full effort, with the two rows interleaved. In the "
            + "last column: each row's "
            + "time relative to the fastest one's, and in brackets the same ratio by the estimates.",
            [
                Summary(lines),
                Of(
                    "Layers with a regret of 2% or more",
                    rows.Where(row => row.Regret >= WorthShowing).OrderByDescending(row => row.Regret)),
                Of("Every layer", rows),
            ],
            new { summary = lines, rows },
            rows.Count(row => row.Wrong.Count > 0));
    }

    private static Table Summary(IEnumerable<RegretLine> lines) => new(
        "Regret",
        ["set", "threads", "layers", "geomean", "worst", "which", "10% or more", "below 2% and 10%"],
        [.. lines.Select(line => (IReadOnlyList<string>)
        [
            line.Set,
            Figures.Count(line.Threads),
            Figures.Count(line.Rows),
            Regret(line.Geomean),
            Regret(line.Worst),
            line.WorstLayer,
            Figures.Count(line.Beyond),
            line.Verdict,
        ])]);

    private static Table Of(string caption, IEnumerable<ChoiceRow> rows) => new(
        caption,
        ["layer", "threads", "planner", "ms", "fastest", "ms", "regret", "every row: measured (estimated)"],
        [.. rows.Select(row => (IReadOnlyList<string>)
        [
            row.Layer,
            Figures.Count(row.Threads),
            row.Chosen,
            Figures.Milliseconds(row.ByPlanner.Seconds),
            row.Best.Algorithm,
            Figures.Milliseconds(row.Best.Seconds),
            Regret(row.Regret),
            Times(row) + Wrong(row),
        ])]);

    private static string Times(ChoiceRow row) => string.Join(", ", row.Entries.Select(entry => string.Create(
        CultureInfo.InvariantCulture,
        $"{entry.Algorithm} {entry.Seconds / row.Best.Seconds:0.00} ({Estimate(entry.Cycles / row.Best.Cycles)})")));

    private static string Estimate(double? times) => times is null ? "–" : Figures.Text(times, "0.00");

    private static string Wrong(ChoiceRow row) => row.Wrong.Count == 0 ? "" : $"; WRONG: {string.Join(", ", row.Wrong)}";

    private static string Regret(double regret) => Figures.Text(100 * (regret - 1), "0.0") + "%";
}
