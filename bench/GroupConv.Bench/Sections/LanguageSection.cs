using System.Diagnostics;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Report;
using GroupConv.Kernel.Client;

namespace GroupConv.Bench.Sections;

/// <summary>The response time of Tab and Shift-Tab in a notebook of 200 cells.</summary>
internal sealed class LanguageSection : ISection
{
    private const double GoalMilliseconds = 300;
    private const int Cells = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly (string Type, string Reply, string[] Texts)[] s_questions =
    [
        (
            "complete_request",
            "completion",
            ["list17.", "Console.Wri", "Add42(Value", "list150.Where(n => n.", "var conv = new Conv2d(64, 64, 3, groups: 4).", ""]),
        ("inspect_request", "inspection", ["Console.WriteLine", "list17.Where", "Add42", "new Conv2d"]),
    ];

    public string Name => "language";

    public string Title => "Completion and inspection in a notebook of 200 cells";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<LanguageRow>();
        int rounds = options.Effort == Effort.Quick ? 20 : 200;
        foreach (var (build, assembly) in KernelBuilds.All(progress))
        {
            if (options.Filter is { Length: > 0 } word && !build.Contains(word, StringComparison.OrdinalIgnoreCase))
                continue;

            using var kernel = KernelProcess.Start(
                ["dotnet", assembly, "jupyter", "kernel", "{connection_file}"], new Dictionary<string, string>());
            for (int i = 0; i < Cells; i++)
            {
                string cell = $"var list{i} = new List<int> {{ {i} }}; int Add{i}(int x) => x + list{i}[0];";
                Check(kernel.Execute(cell, s_patience).Text("status"));
            }

            foreach (var (type, reply, texts) in s_questions)
            {
                // The first round is a warm-up.
                _ = texts.Select(text => Ask(kernel, type, text)).Max();
                var times = new Samples(Enumerable.Range(0, rounds).Select(i => Ask(kernel, type, texts[i % texts.Length])));
                rows.Add(new LanguageRow(build, reply, times.Count, times.Median, times.Quantile(.9), times.Quantile(1)));
                string p50 = Figures.Text(times.Median, "0.0"), p90 = Figures.Text(times.Quantile(.9), "0.0");
                progress($"{build,-16} {reply,-12} p50 {p50} ms, p90 {p90} ms");
            }
        }

        return new SectionReport(
            "A front end sends requests, one after another, at the end of a line of C#: members, statics, arguments, lambdas, "
            + $"a layer of this library, an empty cell. Each of the {Cells} cells "
            + "before declared a variable and a method. The time is from sending the request to its reply. The goal is below 300 ms.",
            [
                new Table(
                    "Milliseconds",
                    ["build", "question", "asked", "p50", "p90", "slowest", "p90 < 300 ms"],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.Build,
                        row.Question,
                        Figures.Count(row.Asked),
                        Figures.Text(row.Median, "0.0"),
                        Figures.Text(row.NinetyPercent, "0.0"),
                        Figures.Text(row.Slowest, "0.0"), row.NinetyPercent < GoalMilliseconds ? "yes" : "no",
                    ])]),
            ],
            rows);
    }

    private static double Ask(KernelProcess kernel, string type, string text)
    {
        long start = Stopwatch.GetTimestamp();
        var reply = kernel.Request(type, new { Code = text, CursorPos = text.Length, DetailLevel = 0 }, s_patience);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Check(reply.Text("status"));
        return milliseconds;
    }

    private static void Check(string status)
    {
        if (status != "ok")
            throw new InvalidOperationException($"The kernel replied {status}.");
    }

    private sealed record LanguageRow(string Build, string Question, int Asked, double Median, double NinetyPercent, double Slowest);
}
