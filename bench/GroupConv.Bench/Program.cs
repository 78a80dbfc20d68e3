using System.CommandLine;
using System.Globalization;
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
        var section = new Option<string[]>("--section") { Description = $"What to measure (may be repeated; everything where not given): {string.Join(", ", names)}." };
        section.AcceptOnlyFromAmong(names);
        var filter = new Option<string?>("--filter") { Description = "Only rows whose name or category contains this." };
        var quick = new Option<bool>("--quick") { Description = "Few and short batches: to see that it works, not to quote." };
        var threads = new Option<int[]>("--threads")
        {
            Description = "Thread counts, each measured for itself.",
            DefaultValueFactory = _ => [.. s_usualThreads.Where(count => count <= Environment.ProcessorCount)],
            AllowMultipleArgumentsPerToken = true,
        };
        threads.Validators.Add(result =>
        {
            foreach (int count in result.GetValueOrDefault<int[]>()!.Where(count => count < 1 || count > Environment.ProcessorCount))
                result.AddError($"--threads {count}: this machine can measure 1 to {Environment.ProcessorCount}.");
        });
        var output = new Option<string?>("--output")
        {
            Description = "The folder for the reports. Where not given: bench/results/CPU for full runs, artifacts/bench/CPU with --quick, --filter or --threads.",
        };
        var list = new Option<bool>("--list") { Description = "List the layers and their categories, and measure nothing." };

        var command = new RootCommand("Measures GroupConv against ONNX Runtime. docs/benchmarks.md says how.") { section, filter, quick, threads, output, list, Soak.Command() };
        command.SetAction(parsed =>
        {
            string? word = parsed.GetValue(filter);
            if (parsed.GetValue(list))
                return List(word);
            bool complete = !parsed.GetValue(quick) && string.IsNullOrEmpty(word) && parsed.GetResult(threads) is not { Implicit: false };
            var options = new Options(word, parsed.GetValue(threads)!, parsed.GetValue(quick) ? Effort.Quick : Effort.Full);
            string[] chosen = parsed.GetValue(section) is { Length: > 0 } some ? some : names;
            return Measure([.. SectionTable.All.Where(one => chosen.Contains(one.Name))], options, parsed.GetValue(output), complete);
        });
        return command;
    }

    private static int Measure(IReadOnlyList<ISection> sections, Options options, string? output, bool complete)
    {
        var machine = Machine.This();
        string folder = output ?? Path.Combine([Results.Root, .. complete ? ["bench", "results"] : new[] { "artifacts", "bench" }, machine.Slug]);
        var results = new Results(folder, machine, options.Effort);
        Console.WriteLine(machine.ToTable().ToMarkdown());
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

        if (written == 0)
        {
            Console.Error.WriteLine($"No row contains \"{options.Filter}\". --list shows the layers.");
            return WrongUsage;
        }

        Console.WriteLine($"Reports: {folder}");
        if (failures == 0)
            return 0;
        Console.Error.WriteLine($"Outputs were wrong in {failures} rows (see WRONG above).");
        return WrongOutputs;
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
