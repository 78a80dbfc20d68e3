using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>How a notebook is run.</summary>
/// <param name="Timeout">The longest that a cell may take, or null.</param>
/// <param name="AllowErrors">Whether the next cells run after one that failed.</param>
internal sealed record RunOptions(TimeSpan? Timeout = null, bool AllowErrors = false);

/// <summary>Runs the code cells of a notebook in order, and puts what they show into it.</summary>
/// <param name="session">Runs C#.</param>
/// <param name="progress">Takes a line for each cell.</param>
/// <param name="options">How.</param>
/// <param name="runs">Called before a cell runs, with what to call it, and after it, with an empty name and its outputs in the notebook.</param>
internal sealed class NotebookRunner(ScriptSession session, TextWriter progress, RunOptions options, Action<string> runs)
{
    /// <summary>A cell with this tag is left out, and keeps no outputs.</summary>
    public const string SkipTag = "skip-execution";

    /// <summary>A cell with this tag may fail, and the next ones still run.</summary>
    public const string MayFailTag = "raises-exception";

    /// <summary>How long a cell that was asked to stop may take to do so.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>Runs until the end or the first failure that nothing allows.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="cancellation">Asks the running cell to stop.</param>
    /// <returns>Whether every cell did what it should.</returns>
    public bool Run(NotebookFile notebook, CancellationToken cancellation)
    {
        var code = notebook.Cells.Where(c => c.Type == "code").ToList();
        foreach (var cell in code)
            cell.SetOutputs(null, []);

        using var thread = new CellThread();
        var count = 0;
        for (var i = 0; i < code.Count; i++)
        {
            var cell = code[i];
            if (cell.Source.AsSpan().IsWhiteSpace())
                continue;

            // Written before the cell runs: should it end the process, its name is there.
            progress.Write(string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{code.Count}] {Headline(cell.Source)}"));
            progress.Flush();
            if (cell.HasTag(SkipTag))
            {
                progress.WriteLine($" (skipped: tag {SkipTag})");
                continue;
            }

            count++;
            var name = $"Cell {count.ToString(CultureInfo.InvariantCulture)}{(cell.Id is { } id ? $" ('{id}')" : "")}";
            runs(name);
            var watch = Stopwatch.StartNew();
            var failure = Run(thread, cell, count, cancellation, out var goesOn);
            var why = failure is null ? null
                : cell.HasTag(MayFailTag) ? $"{failure.Name}, as its tag {MayFailTag} allows"
                : options.AllowErrors ? $"{failure.Name}, as --allow-errors allows"
                : "";
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $" {watch.Elapsed.TotalSeconds:F1} s{(why is null ? "" : why.Length == 0 || !goesOn ? " FAILED" : $" ({why})")}"));
            runs("");
            if (failure is null || (why!.Length > 0 && goesOn && !cancellation.IsCancellationRequested))
                continue;

            progress.WriteLine($"{name} failed: {failure.Name}");
            foreach (var line in failure.Traceback)
                progress.WriteLine(line);
            return false;
        }

        return true;
    }

    /// <summary>Runs a cell and waits for its end, or until it had every chance to stop.</summary>
    private CellFailure? Run(CellThread thread, NotebookCell cell, int count, CancellationToken cancellation, out bool goesOn)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Timeout is { } limit)
            stop.CancelAfter(limit);

        var output = new NotebookOutput(count, _displays);
        var running = thread.Run(() => session.Run(cell.Code, count, output, stop.Token));
        goesOn = WaitFor(running, stop.Token);
        var failure = goesOn ? running.GetAwaiter().GetResult() : null;
        if (stop.IsCancellationRequested && !cancellation.IsCancellationRequested && (failure is not null || !goesOn))
        {
            var seconds = options.Timeout!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            failure = CellFailure.Plain("TimeoutError", $"The cell did not end within {seconds} s (--timeout){(goesOn ? "." : ", and could not be stopped.")}");
        }
        else if (!goesOn)
        {
            failure = CellFailure.Plain("InterruptError", "The cell was interrupted, and could not be stopped.");
        }

        if (failure is not null)
            output.Error(failure);
        cell.SetOutputs(count, output.ToJson());
        return failure;
    }

    private static bool WaitFor(Task running, CancellationToken stop)
    {
        try
        {
            running.Wait(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return Task.WaitAny([running], Grace) == 0;
        }
        catch (AggregateException)
        {
            return true;
        }
    }

    private static string Headline(string source)
    {
        var line = source.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? "";
        return line.Length <= 60 ? line : line[..59] + "…";
    }
}
