using GroupConv.Bench.Report;
using GroupConv.Bench.Sections;

namespace GroupConv.Bench.Against;

/// <summary>Measures the rows of old reports again and finds those that have become slower.</summary>
/// <param name="machine">This machine.</param>
/// <param name="options">The command line's options.</param>
/// <param name="print">Receives each line of text.</param>
internal sealed class AgainstRun(Machine machine, Options options, Action<string> print)
{
    private readonly List<Table> _tables = [];
    private readonly Dictionary<string, Gate> _gates = [];

    /// <summary>Whether anything is slower than allowed.</summary>
    public bool IsSlower => _gates.Values.Any(gate => gate.IsSlower);

    /// <summary>Rows whose outputs were wrong.</summary>
    public int Failures { get; private set; }

    /// <summary>Rows that were compared.</summary>
    public int Rows => _gates.Values.Sum(gate => gate.Lines.Count);

    /// <summary>Everything that was compared.</summary>
    public SectionReport Report => new(
        "A row is slower if both measures exceed 5% and the row's spread: its time without the machine's drift, and "
        + "its time beside the peer's.",
        _tables,
        _gates);

    /// <summary>Measures one section and compares it with its old report.</summary>
    /// <param name="baseline">Its old report.</param>
    /// <returns>The new report.</returns>
    public SectionReport Run(Baseline baseline)
    {
        foreach (string difference in baseline.Machine.Differences(machine))
            print($"NOT THE SAME MACHINE. {difference}\n");
        print($"Then: {baseline.Machine.Date}, commit {baseline.Machine.Commit}.\n");
        var then = WithComparablePeer(baseline);
        var report = baseline.Section.Run(options with { Only = then.Select(gauge => gauge.Key).ToHashSet() }, print);
        Failures += report.Failures;
        var now = Baseline.Now(baseline.Section, report);
        var asked = then.Where(gauge => IsAsked(gauge.Key)).ToList();
        var gate = Gate.Judge(asked, now);
        if (gate.Slower.Any())
            gate = JudgeAgain(baseline.Section, gate, asked);
        Show(baseline.Section, gate);
        return report;

        // A row that the filter excludes is not missing. Categories are those of the measured rows.
        bool IsAsked(RowKey key) => options.Threads.Contains(key.Threads)
            && (string.IsNullOrEmpty(options.Filter)
                || key.Layer.Contains(options.Filter, StringComparison.OrdinalIgnoreCase)
                || now.Any(gauge => gauge.Key == key));
    }

    private IReadOnlyList<Gauge> WithComparablePeer(Baseline baseline) => baseline.Machine.OnnxRuntime == machine.OnnxRuntime
        ? baseline.Gauges
        : [.. baseline.Gauges.Select(gauge => gauge with { PeerSeconds = null })];

    private Gate JudgeAgain(ISection section, Gate gate, IReadOnlyList<Gauge> asked)
    {
        var suspects = gate.Slower.Select(line => line.Then.Key).ToHashSet();
        print($"\nMeasuring {Figures.Count(suspects.Count)} slower rows again:\n");
        var second = section.Run(options with { Only = suspects }, print);
        Failures += second.Failures;
        return Gate.Judge(asked, gate.Better(Baseline.Now(section, second)), suspects);
    }

    private void Show(ISection section, Gate gate)
    {
        _gates.Add(section.Name, gate);
        print("");
        foreach (string drift in GateTable.OfDrifts(gate))
            print(drift);
        if (GateTable.OfUnsteady(gate) is { Length: > 0 } unsteady)
            print(unsteady);
        print("");
        foreach (var table in new[] { GateTable.OfLines(section.Name, gate), GateTable.OfGroups(section.Name, gate) })
        {
            _tables.Add(table);
            print(table.ToMarkdown());
        }
    }
}
