using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>The results of a category's rows and its goals.</summary>
/// <param name="Category">The category's name.</param>
/// <param name="InTable">Whether these are the rows that the engine was tuned on.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Rows">Number of measured rows.</param>
/// <param name="Wrong">Number of rows with wrong outputs.</param>
/// <param name="Unsteady">Number of rows measured on a busy machine (<see cref="Ratio.IsSteady"/>).</param>
/// <param name="Geomean">The geometric mean of their ratios, or null.</param>
/// <param name="GeomeanGoal">Its goal, or null.</param>
/// <param name="Worst">The smallest ratio, or null.</param>
/// <param name="WorstLayer">The layer with the smallest ratio.</param>
/// <param name="WorstGoal">Its goal, or null.</param>
internal sealed record GoalLine(
    string Category,
    bool InTable,
    int Threads,
    int Rows,
    int Wrong,
    int Unsteady,
    double? Geomean,
    double? GeomeanGoal,
    double? Worst,
    string WorstLayer,
    double? WorstGoal)
{
    public string Verdict
    {
        get
        {
            if (Wrong > 0)
                return $"wrong outputs in {Figures.Count(Wrong)} rows";
            if (Rows == 0)
                return "not measured";
            string[] misses = [.. Short("geomean", Geomean, GeomeanGoal), .. Short("worst row", Worst, WorstGoal)];
            string verdict = misses.Length == 0 ? "met" : $"short: {string.Join(", ", misses)}";
            return Unsteady == 0 ? verdict : $"{verdict} (unsteady rows: {Figures.Count(Unsteady)})";
        }
    }

    private static IEnumerable<string> Short(string what, double? reached, double? goal)
    {
        if (goal is not null && reached < goal)
            yield return $"{what} by {Figures.Percent(1 - reached / goal)}";
    }
}

/// <summary>The goals and the results.</summary>
internal static class GoalTable
{
    public static IReadOnlyList<GoalLine> Judge(IReadOnlyList<Row> rows) =>
    [
        .. Category.All.SelectMany(category => rows
            .Where(row => row.Category == category.Name)
            .GroupBy(row => (row.InTable, row.Threads))
            .OrderByDescending(set => set.Key.InTable).ThenBy(set => set.Key.Threads)
            .Select(set => Judge(category, set.Key.InTable, set.Key.Threads, [.. set]))),
    ];

    public static Table Of(IEnumerable<GoalLine> lines) => new(
        "Goals: how many times faster than ONNX Runtime",
        ["category", "set", "threads", "rows", "geomean", "goal", "worst row", "goal", "which", "verdict"],
        [.. lines.Select(line => (IReadOnlyList<string>)
        [
            line.Category,
            line.InTable ? "table" : "held out",
            Figures.Count(line.Threads),
            Figures.Count(line.Rows),
            Figures.Times(line.Geomean),
            Figures.Times(line.GeomeanGoal),
            Figures.Times(line.Worst),
            Figures.Times(line.WorstGoal),
            line.WorstLayer,
            line.Verdict,
        ])]);

    private static GoalLine Judge(Category category, bool inTable, int threads, IReadOnlyList<Row> all)
    {
        var rows = all.Where(row => row.Ratio is not null).ToList();
        var worst = rows.MinBy(row => row.Ratio!.Value.Low);
        return new GoalLine(
            category.Name,
            inTable,
            threads,
            rows.Count,
            RowTable.Failures(all),
            rows.Count(row => !row.Ratio!.Value.IsSteady),
            worst is null ? null : Ratio.Geomean(rows.Select(row => row.Ratio!.Value.Low)),
            category.GeomeanGoal,
            worst?.Ratio?.Low,
            worst?.Layer ?? "",
            category.WorstGoal);
    }
}
