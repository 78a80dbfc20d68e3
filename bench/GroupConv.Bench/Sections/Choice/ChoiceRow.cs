using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>What one row of the algorithm table takes for a layer.</summary>
/// <param name="Algorithm">The row's name.</param>
/// <param name="Seconds">Seconds a call, low quantile.</param>
/// <param name="Spread">Width of the middle half of the batches over their median.</param>
/// <param name="Cycles">The cycles that the row expects, or null.</param>
internal sealed record ChoiceEntry(string Algorithm, double Seconds, double Spread, double? Cycles);

/// <summary>All rows of the algorithm table on one layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Spec">The layer as PyTorch writes it.</param>
/// <param name="Input">Lengths of the input, NCHW.</param>
/// <param name="IsInTable">Whether the layer stands in the layer table; the others are of the grid.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Chosen">What the planner chooses.</param>
/// <param name="Entries">The rows, the fastest first.</param>
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
/// <param name="Rows">How many layers.</param>
/// <param name="Geomean">The geometric mean of their regrets.</param>
/// <param name="Worst">The greatest regret.</param>
/// <param name="WorstLayer">Whose that is.</param>
/// <param name="Beyond">How many layers have more regret than one layer should.</param>
internal sealed record RegretLine(string Set, int Threads, int Rows, double Geomean, double Worst, string WorstLayer, int Beyond)
{
    /// <summary>The mean regret is to be below this.</summary>
    public const double GeomeanGoal = 1.02;

    /// <summary>The regret of each layer is to be below this.</summary>
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
