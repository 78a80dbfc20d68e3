using System.Diagnostics;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Report;
using GroupConv.Kernel.Client;

namespace GroupConv.Bench.Sections;

/// <summary>The start-up time of a notebook: from starting the kernel's process to the reply to its first cell.</summary>
internal sealed class StartUpSection : ISection
{
    private const double GoalSeconds = 2.5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly (string Name, string Code)[] s_cells =
    [
        ("1 + 1", "1 + 1"),
        (
            "a layer",
            "using GroupConv.Core;\nvar conv = new Conv2d(64, 128, 3, padding: 1, groups: 4);\n"
            + "conv.Forward(Tensor.CreateFromShape<float>([1, 64, 56, 56])).FlattenedLength"),
        ("#!groupconv explain", "#!groupconv explain \"Conv2d(64, 128, 3, padding=1, groups=4)\" --size 56"),
    ];

    public string Name => "start-up";

    public string Title => "From starting the kernel to the first reply";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<StartUpRow>();
        foreach (var (build, assembly) in KernelBuilds.All(progress))
        {
            // The other build shows the effect of ReadyToRun; one cell is enough for that.
            var cells = build == KernelBuilds.Ahead ? s_cells : s_cells[..1];
            string word = options.Filter ?? "";
            foreach (var (name, code) in cells.Where(cell => $"{build} {cell.Name}".Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                var times = new Samples(Enumerable.Range(0, options.Effort == Effort.Quick ? 3 : 10).Select(_ => Measure(assembly, code)));
                rows.Add(new StartUpRow(build, name, times.Count, times.Median, times.Quantile(.9), times.Quantile(1)));
                string p50 = Figures.Text(times.Median, "0.00"), p90 = Figures.Text(times.Quantile(.9), "0.00");
                progress($"{build,-16} {name,-24} p50 {p50} s, p90 {p90} s");
            }
        }

        return new SectionReport(
            "Each row starts fresh kernels, one after another, as Jupyter does: connection file, process, sockets, one cell whose "
            + "request waits in the socket from the start. "
            + "The time ends with its execute_reply. The goal is p90 below 2.5 s for the first cell of the ReadyToRun build, which is "
            + "the one in this platform's package.",
            [
                new Table(
                    "Seconds",
                    ["build", "first cell", "starts", "p50", "p90", "slowest", "p90 < 2.5 s"],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Build,
                        row.Cell,
                        Figures.Count(row.Starts),
                        Figures.Text(row.Median, "0.00"),
                        Figures.Text(row.NinetyPercent, "0.00"),
                        Figures.Text(row.Slowest, "0.00"), row.NinetyPercent < GoalSeconds ? "yes" : "no",
                    ])]),
            ],
            rows);
    }

    private static double Measure(string assembly, string code)
    {
        long start = Stopwatch.GetTimestamp();
        using var kernel = KernelProcess.Start(
            ["dotnet", assembly, "jupyter", "kernel", "{connection_file}"], new Dictionary<string, string>());
        var reply = kernel.Execute(code, s_patience);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return reply.Text("status") == "ok"
            ? seconds
            : throw new InvalidOperationException($"The first cell failed: {reply.Text("evalue")}");
    }

    private sealed record StartUpRow(string Build, string Cell, int Starts, double Median, double NinetyPercent, double Slowest);
}
