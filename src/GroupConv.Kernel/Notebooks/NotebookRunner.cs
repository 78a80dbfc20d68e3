using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Scripting.Execution;

namespace GroupConv.Kernel.Notebooks;

/// <summary>Options of a run.</summary>
/// <param name="Timeout">The time limit of a cell, or null.</param>
/// <param name="AllowErrors">Whether to go on after a failed cell.</param>
internal sealed record RunOptions(TimeSpan? Timeout = null, bool AllowErrors = false);

/// <summary>Runs the code cells of a notebook in order and stores their outputs in it.</summary>
/// <param name="session">Runs C#.</param>
/// <param name="progress">Receives one line per cell.</param>
/// <param name="options">The options.</param>
/// <param name="save">Called before each cell and at the end, so that the outputs so far survive a cell that ends the process.</param>
internal sealed class NotebookRunner(ScriptSession session, TextWriter progress, RunOptions options, Action save)
{
    /// <summary>A cell with this tag is skipped and loses its outputs.</summary>
    public const string SkipTag = "skip-execution";

    /// <summary>A cell with this tag may fail without ending the run.</summary>
    public const string MayFailTag = "raises-exception";

    /// <summary>The time for a cell to stop after it is cancelled; on a busy machine it gets more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>Runs to the end, or to the first failure that is not allowed.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="cancellation">Cancels the running cell.</param>
    /// <returns>Whether all cells succeeded or failed as allowed.</returns>
    public bool Run(NotebookFile notebook, CancellationToken cancellation)
    {
        var code = notebook.Cells.Where(c => c.Type == "code").ToList();
        foreach (var cell in code)
            cell.SetOutputs(null, []);

        // A cell's time limit is not for the start of the compiler.
        session.WaitUntilReady();
        using var thread = new RunnerThread();
        int count = 0;
        for (int i = 0; i < code.Count; i++)
        {
            var cell = code[i];
            if (cell.Source.AsSpan().IsWhiteSpace())
                continue;

            // Written before the cell runs, so that the last line names a cell that ends the process.
            progress.Write(string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{code.Count}] {Headline(cell.Source)}"));
            progress.Flush();
            if (cell.HasTag(SkipTag))
            {
                progress.WriteLine($" (skipped: tag {SkipTag})");
                continue;
            }

            count++;
            save();
            var watch = Stopwatch.StartNew();
            var failure = Run(thread, cell, count, cancellation, out bool goesOn);
            string? why = failure is null ? null
                : cell.HasTag(MayFailTag) ? $"{failure.Name}, as its tag {MayFailTag} allows"
                : options.AllowErrors ? $"{failure.Name}, as --allow-errors allows"
                : "";
            progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $" {watch.Elapsed.TotalSeconds:F1} s{(why is null ? "" : why.Length == 0 || !goesOn ? " FAILED" : $" ({why})")}"));
            if (failure is null || (why!.Length > 0 && goesOn && !cancellation.IsCancellationRequested))
                continue;

            progress.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Cell {count}{(cell.Id is { } id ? $" ('{id}')" : "")} failed: {failure.Name}"));
            foreach (string line in failure.Traceback)
                progress.WriteLine(line);
            save();
            return false;
        }

        save();
        return true;
    }

    /// <summary>Runs a cell and waits for its end, or until it did not stop in time.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "What the cell left running still asks the token.")]
    private CellFailure? Run(RunnerThread thread, NotebookCell cell, int count, CancellationToken cancellation, out bool goesOn)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Timeout is { } limit)
            stop.CancelAfter(limit);

        var output = new NotebookOutput(count, _displays);
        var running = thread.Run(() => session.Run(cell.Code, count, output, stop.Token));
        goesOn = WaitFor(running, stop.Token);
        bool timedOut = stop.IsCancellationRequested && !cancellation.IsCancellationRequested;
        if (!timedOut)
            stop.CancelAfter(Timeout.InfiniteTimeSpan);
        var failure = goesOn ? running.GetAwaiter().GetResult() : null;
        if (timedOut && (failure is not null || !goesOn))
        {
            string seconds = options.Timeout!.Value.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            failure = CellFailure.Plain("TimeoutError",
                $"The cell did not end within {seconds} s (--timeout){(goesOn ? "." : ", and could not be stopped.")}");
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
            var patience = new Patience(Grace, () => Environment.CpuUsage.TotalTime);
            while (!running.IsCompleted && !patience.IsOver)
                Task.WaitAny([running], Step);
            return running.IsCompleted;
        }
        catch (AggregateException)
        {
            return true;
        }
    }

    private static string Headline(string source)
    {
        string line = source.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0) ?? "";
        return line.Length <= 60 ? line : line[..59] + "…";
    }
}
