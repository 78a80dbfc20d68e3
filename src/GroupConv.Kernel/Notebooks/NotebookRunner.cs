using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Runs the code cells of a notebook in order, and puts what they show into it.</summary>
/// <param name="session">Runs C#.</param>
/// <param name="progress">Takes a line for each cell.</param>
internal sealed class NotebookRunner(ScriptSession session, TextWriter progress)
{
    /// <summary>A cell with this tag is left out, and keeps no outputs.</summary>
    public const string SkipTag = "skip-execution";

    /// <summary>A cell with this tag may fail, and the next ones still run.</summary>
    public const string MayFailTag = "raises-exception";

    /// <summary>Runs until the end or the first failure that no tag allows.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="cancellation">Asks the running cell to stop.</param>
    /// <returns>Whether every cell did what it should.</returns>
    public bool Run(NotebookFile notebook, CancellationToken cancellation)
    {
        var code = notebook.Cells.Where(c => c.Type == "code").ToList();
        var displays = new Dictionary<string, List<JsonObject>>(StringComparer.Ordinal);
        foreach (var cell in code)
            cell.SetOutputs(null, []);

        var count = 0;
        for (var i = 0; i < code.Count; i++)
        {
            var cell = code[i];
            var label = string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{code.Count}] {Headline(cell.Source)}");
            if (cell.Source.AsSpan().IsWhiteSpace())
                continue;

            if (cell.HasTag(SkipTag))
            {
                progress.WriteLine($"{label} (skipped: tag {SkipTag})");
                continue;
            }

            count++;
            var output = new NotebookOutput(count, displays);
            var watch = Stopwatch.StartNew();
            var failure = session.Run(cell.Source, count, output, cancellation);
            if (failure is not null)
                output.Error(failure);
            cell.SetOutputs(count, output.ToJson());

            var seconds = string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F1} s");
            if (failure is null)
            {
                progress.WriteLine($"{label} {seconds}");
            }
            else if (cell.HasTag(MayFailTag))
            {
                progress.WriteLine($"{label} {seconds} ({failure.Name}, as its tag {MayFailTag} allows)");
            }
            else
            {
                progress.WriteLine($"{label} {seconds} FAILED");
                progress.WriteLine($"Cell {count.ToString(CultureInfo.InvariantCulture)}{(cell.Id is { } id ? $" ('{id}')" : "")} failed: {failure.Name}");
                foreach (var line in failure.Traceback)
                    progress.WriteLine(line);
                return false;
            }
        }

        return true;
    }

    private static string Headline(string source)
    {
        var line = source.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? "";
        return line.Length <= 60 ? line : line[..59] + "…";
    }
}
