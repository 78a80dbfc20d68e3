using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>The time of one row of the algorithm table for a layer.</summary>
/// <param name="Algorithm">The row's name.</param>
/// <param name="Seconds">Seconds a call, low quantile.</param>
/// <param name="Spread">Width of the middle half of the batches over their median.</param>
/// <param name="Cycles">The cycles that the row estimates, or null.</param>
internal sealed record ChoiceEntry(string Algorithm, double Seconds, double Spread, double? Cycles);

/// <summary>All rows of the algorithm table on one layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Spec">The layer as PyTorch prints it.</param>
/// <param name="Input">Lengths of the input, NCHW.</param>
/// <param name="IsInTable">Whether the layer is in the layer table rather than the grid.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Chosen">The planner's choice.</param>
/// <param name="Entries">The rows, fastest first.</param>
/// <param name="Regret">The time of the planner's choice over that of the fastest row, at least 1.</param>
/// <param name="Wrong">The rows whose outputs differ from those of the planner's choice.</param>
internal sealed record ChoiceRow(
    string Layer,
    string Spec,
    IReadOnlyList<long> Input,
    bool IsInTable,
    int Threads,
    string Chosen,
    IReadOnlyList<ChoiceEntry> Entries,
    double Regret,
    IReadOnlyList<string> Wrong)
{
    /// <summary>The fastest row.</summary>
    public ChoiceEntry Best => Entries[0];

    /// <summary>The planner's choice.</summary>
    public ChoiceEntry ByPlanner => Entries.Single(entry => entry.Algorithm == Chosen);
}

/// <summary>The regret of many layers.</summary>
/// <param name="Set">Which layers.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Rows">Number of layers.</param>
/// <param name="Geomean">The geometric mean of their regrets.</param>
/// <param name="Worst">The largest regret.</param>
/// <param name="WorstLayer">The layer with the largest regret.</param>
/// <param name="Beyond">Number of layers whose regret exceeds the goal for single layers.</param>
internal sealed record RegretLine(string Set, int Threads, int Rows, double Geomean, double Worst, string WorstLayer, int Beyond)
{
    /// <summary>The goal for the mean regret.</summary>
    public const double GeomeanGoal = 1.02;

    /// <summary>The goal for the regret of each layer.</summary>
    public const double WorstGoal = 1.10;

    public string Verdict => (Geomean < GeomeanGoal, Worst < WorstGoal) switch
    {
        (true, true) => "met",
        (true, false) => "short: worst",
        (false, true) => "short: geomean",
        _ => "short: geomean, worst",
    };

    /// <summary>The regret of the table's layers and of the grid's, by threads.</summary>
    public static IReadOnlyList<RegretLine> Of(IEnumerable<ChoiceRow> rows) =>
    [
        .. from row in rows
           group row by (row.IsInTable, row.Threads) into set
           orderby !set.Key.IsInTable, set.Key.Threads
           let worst = set.MaxBy(row => row.Regret)!
           select new RegretLine(
               set.Key.IsInTable ? "layer table" : "grid",
               set.Key.Threads,
               set.Count(),
               Ratio.Geomean(set.Select(row => row.Regret)),
               worst.Regret,
               worst.Layer,
               set.Count(row => row.Regret >= WorstGoal)),
    ];
}
