using System.Runtime.Intrinsics;
using GroupConv.Bench.Report;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Kernels.Lanes;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>Costs of this machine's instructions, caches and threads, beside the engine's table.</summary>
internal sealed class CostsSection : ISection
{
    private const int FullRounds = 41;
    private const int QuickRounds = 9;
    private static readonly int[] s_widths = [4, 8, 16];

    public string Name => "costs";

    public string Title => "Costs of this machine, beside the engine's table";

    public SectionReport Run(Options options, Action<string> progress)
    {
        int rounds = options.Effort.Rounds >= Harness.Effort.Full.Rounds ? FullRounds : QuickRounds;
        if (!string.IsNullOrEmpty(options.Filter) && !Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase))
            return new SectionReport("", [], Array.Empty<CostRow>());
        double gigahertz = CycleClock.Gigahertz(rounds);
        var rows = new List<CostRow>();
        using (var memory = Workspace.Allocate(Math.Max(1 << 20, MemoryCosts.Bytes)))
        {
            MemoryCosts.Touch(memory);
            foreach (int lanes in Widths())
            {
                foreach (var row in OfWidth(memory, lanes, rounds))
                {
                    rows.Add(row);
                    progress($"{Figures.Count(lanes),2} lanes  {row.Name,-64} {Figures.Text(row.Measured, "0.00"),12} {row.Unit}");
                }
            }

            int best = VectorUnit.BestLanes;
            rows.AddRange(MemoryCosts.Measure(memory, best, rounds));
            int threads = options.Threads.Max();
            if (threads > 1)
                rows.AddRange(SharingCosts.Measure(threads, best, rounds));
        }

        var tables = rows.Select(row => row.Lanes).Distinct().OrderDescending()
            .SelectMany(lanes => new[] { OfTable(lanes, rows), Besides(lanes, rows) });
        return new SectionReport(
            $"Cycles are core cycles, counted by a chain of dependent additions (here {Figures.Text(gigahertz, "0.00")} GHz). "
            + "The first table is the engine's `MachineCosts`, "
            + "with the machine of each value, and this machine's value if the cost can be measured separately; the others were "
            + "fitted to whole layers. "
            + "The second table has the engine's formulas for its microkernels, and other measurements.",
            [.. tables],
            new { gigahertz, rows });
    }

    private static IEnumerable<int> Widths() => s_widths.Where(lanes => lanes <= VectorUnit.BestLanes);

    private static IEnumerable<CostRow> OfWidth(Workspace memory, int lanes, int rounds)
    {
        var instructions = lanes switch
        {
            16 => VectorCosts<Lanes512, Vector512<float>>.Measure(memory, rounds),
            8 => VectorCosts<Lanes256, Vector256<float>>.Measure(memory, rounds),
            _ => VectorCosts<Lanes128, Vector128<float>>.Measure(memory, rounds),
        };
        return [.. instructions, .. CopyCosts.Measure(memory, lanes, rounds), .. TileCosts.Measure(memory, lanes, rounds)];
    }

    /// <summary>The engine's table.</summary>
    private static Table OfTable(int lanes, IEnumerable<CostRow> rows)
    {
        var measured = rows.Where(row => row.Lanes == lanes).ToDictionary(row => row.Name);
        return new Table(
            $"{nameof(MachineCosts)}, vectors of {Figures.Count(lanes)} lanes",
            ["cost", "in the table", "measured here", "counts", "the table's value is of"],
            [.. CostRow.OfTable.Where(property => IsShown(property.Name)).Select(property => (IReadOnlyList<string>)
            [
                property.Name,
                Figures.Text(CostRow.Value(property, lanes), "0.##"),
                Figures.Text(measured.GetValueOrDefault(property.Name)?.Measured, "0.##"),
                measured.GetValueOrDefault(property.Name)?.Unit ?? "",
                CostRow.Source(property, lanes),
            ])]);

        // The complete table, for this machine's widest vectors.
        bool IsShown(string name) => lanes == VectorUnit.BestLanes || measured.ContainsKey(name);
    }

    /// <summary>The other measurements.</summary>
    private static Table Besides(int lanes, IEnumerable<CostRow> rows)
    {
        var known = CostRow.OfTable.Select(property => property.Name).ToHashSet();
        return new Table(
            $"Besides, vectors of {Figures.Count(lanes)} lanes",
            ["what", "measured here", "by the engine's formula", "counts"],
            [.. rows.Where(row => row.Lanes == lanes && !known.Contains(row.Name)).Select(row => (IReadOnlyList<string>)
            [
                row.Name, Figures.Text(row.Measured, "0.00"), Figures.Text(row.Expected, "0.00"), row.Unit,
            ])]);
    }
}
