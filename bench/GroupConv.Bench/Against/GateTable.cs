using System.Globalization;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Against;

/// <summary>Shows the result of the gate.</summary>
internal static class GateTable
{
    /// <summary>A row for each time.</summary>
    public static Table OfLines(string section, Gate gate) => new(
        $"{section}: every row, then and now",
        ["row", "threads", "then ms", "now ms", "now / then", "without drift", "beside the peer", "allowed", "verdict", "by"],
        [.. gate.Lines.Select(line => (IReadOnlyList<string>)
        [
            Name(line.Then),
            Figures.Count(line.Then.Key.Threads),
            Figures.Milliseconds(line.Then.Seconds),
            Figures.Milliseconds(line.Now.Seconds),
            Times(line.Times),
            Times(line.TimesOfMachine),
            Times(line.TimesOfPeer),
            "+" + Figures.Percent(line.Allowed),
            Text(line),
            line.Then.By == line.Now.By ? line.Now.By : $"{line.Now.By} (was: {line.Then.By})",
        ]), .. gate.Missing.Select(gauge => (IReadOnlyList<string>)
        [
            Name(gauge),
            Figures.Count(gauge.Key.Threads),
            Figures.Milliseconds(gauge.Seconds),
            "", "", "", "", "",
            "not measured now",
            gauge.By,
        ])]);

    /// <summary>A row for each category, and for all rows of each thread count.</summary>
    public static Table OfGroups(string section, Gate gate) => new(
        $"{section}: geometric means",
        ["category", "threads", "rows", "now / then", "without drift", "beside the peer", "verdict"],
        [.. gate.Groups.Select(group => (IReadOnlyList<string>)
        [
            group.Category ?? "all rows",
            Figures.Count(group.Threads),
            Figures.Count(group.Rows),
            Times(group.Times),
            Times(group.TimesOfMachine),
            Times(group.TimesOfPeer),
            group.IsSlower ? "SLOWER" : group.Category is null ? "holds" : "",
        ])]);

    /// <summary>The change of the machine's own speed, one sentence per thread count.</summary>
    public static IEnumerable<string> OfDrifts(Gate gate) => gate.Drifts.OrderBy(drift => drift.Key).Select(drift => string.Create(
        CultureInfo.InvariantCulture,
        $"With {drift.Key} {(drift.Key == 1 ? "thread" : "threads")} this machine takes {drift.Value.Times:0.000} times as long as then "
            + $"({drift.Value.Source}).{Doubt(drift.Value)}"));

    /// <summary>The number of rows without a verdict, or nothing.</summary>
    public static string OfUnsteady(Gate gate)
    {
        int count = gate.Lines.Count(line => line.Verdict == Verdict.Unsteady);
        return count == 0 ? "" : $"Unsteady rows: {Figures.Count(count)} of {Figures.Count(gate.Lines.Count)}. "
            + "They may be slower; measure them again on a quiet machine.";
    }

    private static string Doubt(Drift drift) =>
        drift.IsLarge ? " This is unusually large: the machine is busy or has changed. Measure again before you trust a verdict." : "";

    private static string Name(Gauge gauge) => gauge.What.Length == 0 ? gauge.Key.Layer : $"{gauge.Key.Layer}: {gauge.What}";

    private static string Times(double? ratio) => Figures.Text(ratio, "0.000");

    private static string Text(GateLine line)
    {
        string verdict = line.Verdict switch
        {
            Verdict.Slower => $"SLOWER by {Figures.Percent(line.Slowdown - 1)}",
            Verdict.Faster => "faster",
            Verdict.Unsteady => "unsteady",
            _ => "holds",
        };
        return line.Again ? verdict + ", measured twice" : verdict;
    }
}
