using System.CommandLine;
using System.Globalization;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;
using GroupConv.Bench.Sections;

namespace GroupConv.Bench;

/// <summary>The command line.</summary>
internal static class Program
{
    private const int WrongOutputs = 1;
    private const int WrongUsage = 2;
    private const int Slower = 3;
    private static readonly int[] s_usualThreads = [1, 2];

    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        if (args is [FirstCallSection.ChildArgument, var peer, var layer, var threads])
        {
            FirstCallSection.RunAsChild(peer, layer, threads);
            return 0;
        }

        var parsed = Command().Parse(args);
        int code = parsed.Invoke();
        return parsed.Errors.Count == 0 ? code : WrongUsage;
    }

    private static RootCommand Command()
    {
        string[] names = [.. SectionTable.All.Select(section => section.Name)];
        var section = new Option<string[]>("--section")
        {
            Description = $"What to measure (repeatable; default: everything): {string.Join(", ", names)}.",
        };
        section.AcceptOnlyFromAmong(names);
        var filter = new Option<string?>("--filter") { Description = "Only rows whose name or category contains this." };
        var quick = new Option<bool>("--quick") { Description = "Few and short batches: a smoke test, not to be quoted." };
        var threads = ThreadsOption();
        var against = new Option<string?>("--against")
        {
            Description = "A folder of reports, such as bench/results/CPU: measures their rows again; "
                + $"exit code {Slower} if one is slower now.",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The folder for the reports. Default: bench/results/CPU for full runs, "
                + "artifacts/bench/CPU with --quick, --filter, --threads or --against.",
        };
        var list = new Option<bool>("--list") { Description = "List the layers and their categories without measuring." };

        var command = new RootCommand("Measures GroupConv against ONNX Runtime; see docs/benchmarks.md.")
        {
            section, filter, quick, threads, against, output, list, Soak.Command(),
        };
        command.SetAction(parsed =>
        {
            string? word = parsed.GetValue(filter), old = parsed.GetValue(against);
            if (parsed.GetValue(list))
                return List(word);
            var options = new Options(word, parsed.GetValue(threads)!, parsed.GetValue(quick) ? Effort.Quick : Effort.Full);
            string[] chosen = parsed.GetValue(section) is { Length: > 0 } some ? some : names;
            var sections = SectionTable.All.Where(one => chosen.Contains(one.Name)).ToList();
            bool isComplete = !parsed.GetValue(quick) && string.IsNullOrEmpty(word) && old is null
                && parsed.GetResult(threads) is not { Implicit: false };
            var machine = Machine.This();
            string folder = parsed.GetValue(output)
                ?? Path.Combine([Results.Root, .. isComplete ? ["bench", "results"] : new[] { "artifacts", "bench" }, machine.Slug]);
            var results = new Results(folder, machine, options.Effort);
            Console.WriteLine(machine.ToTable().ToMarkdown());
            return old is null ? Measure(sections, options, results) : Compare(sections, options, results, machine, old);
        });
        return command;
    }

    private static Option<int[]> ThreadsOption()
    {
        var threads = new Option<int[]>("--threads")
        {
            Description = "Thread counts to measure.",
            DefaultValueFactory = _ => [.. s_usualThreads.Where(count => count <= Environment.ProcessorCount)],
            AllowMultipleArgumentsPerToken = true,
        };
        threads.Validators.Add(result =>
        {
            foreach (int count in result.GetValueOrDefault<int[]>()!.Where(count => count < 1 || count > Environment.ProcessorCount))
                result.AddError($"--threads {count}: this machine can measure 1 to {Environment.ProcessorCount}.");
        });
        return threads;
    }

    private static int Measure(IReadOnlyList<ISection> sections, Options options, Results results)
    {
        int written = 0, failures = 0;
        foreach (var section in sections)
        {
            Console.WriteLine($"# {section.Title}\n");
            var report = section.Run(options, Console.WriteLine);
            Console.WriteLine();
            if (report.Filled.Count == 0)
                continue;
            results.Write(section.Name, section.Title, report);
            written++;
            failures += report.Failures;
            foreach (var table in report.Filled)
                Console.WriteLine(table.ToMarkdown());
        }

        return written == 0 ? NoRow(options) : Finish(results, failures, isSlower: false);
    }

    private static int Compare(IReadOnlyList<ISection> sections, Options options, Results results, Machine machine, string folder)
    {
        IReadOnlyList<Baseline> baselines;
        try
        {
            baselines = [.. sections.Select(section => Baseline.Read(folder, section)).OfType<Baseline>()];
        }
        catch (InvalidDataException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return WrongUsage;
        }

        if (baselines.Count == 0)
        {
            string names = string.Join(", ", sections.Select(section => section.Name));
            Console.Error.WriteLine($"{folder} has no report to compare with of: {names}. Folders with reports are in bench/results.");
            return WrongUsage;
        }

        var run = new AgainstRun(machine, options, Console.WriteLine);
        foreach (var baseline in baselines)
        {
            Console.WriteLine($"# {baseline.Section.Title}, against {folder}\n");
            var report = run.Run(baseline);
            if (report.Filled.Count > 0)
                results.Write(baseline.Section.Name, baseline.Section.Title, report);
        }

        if (run.Rows == 0 && run.Failures == 0)
            return NoRow(options);
        results.Write("against", $"Against {folder}", run.Report);
        return Finish(results, run.Failures, run.IsSlower);
    }

    private static int NoRow(Options options)
    {
        Console.Error.WriteLine($"No row contains \"{options.Filter}\". --list shows the layers.");
        return WrongUsage;
    }

    private static int Finish(Results results, int failures, bool isSlower)
    {
        Console.WriteLine($"Reports: {results.Folder}");
        if (failures > 0)
        {
            Console.Error.WriteLine($"Outputs were wrong in {failures} rows (see WRONG above).");
            return WrongOutputs;
        }

        if (isSlower)
            Console.Error.WriteLine("Slower than before (see SLOWER above).");
        return isSlower ? Slower : 0;
    }

    private static int List(string? filter)
    {
        var rows = LayerTable.All.Where(layer => layer.Matches(filter));
        Console.WriteLine(new Table("", ["layer", "set", "category", "PyTorch"], [.. rows.Select(layer => (IReadOnlyList<string>)
        [
            layer.Name, layer.InTable ? "table" : "held out", layer.Category.Name, layer.Spec.ToString(),
        ])]).ToMarkdown());
        return 0;
    }
}
