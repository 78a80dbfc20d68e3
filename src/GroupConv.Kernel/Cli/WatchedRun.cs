using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Cli;

/// <summary>
/// Runs this command line again in a process of its own, and names the cell should one end that process: by a stack overflow, a fail-fast or an exit.
/// </summary>
internal sealed class WatchedRun : IDisposable
{
    /// <summary>Holds the pipe's handle, and the id of the process that watches.</summary>
    private const string Variable = "GROUPCONV_RUN_PIPE";

    private readonly StreamWriter? _pipe;
    private readonly Timer? _watch;

    private WatchedRun(string? variable)
    {
        if (variable?.Split(' ') is not [var handle, var watcher])
            return;

        // Whoever ended the process that was started, by a signal for example, means this one.
        _watch = ParentWatch.Start(watcher, () => Environment.Exit(1));
        _pipe = new StreamWriter(new AnonymousPipeClientStream(PipeDirection.Out, handle)) { AutoFlush = true };

        // Programs that cells start are no part of this.
        Environment.SetEnvironmentVariable(Variable, null);
    }

    /// <summary>Whether this process is the one that runs the cells.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>In the process that runs the cells: tells the one that watches.</summary>
    public static WatchedRun Enter() => new(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Starts the process, and waits for its end.</summary>
    /// <param name="output">Where it writes the executed notebook, or null.</param>
    /// <returns>The exit code: 0 or 1.</returns>
    public static int Start(string? output)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var program = KernelSpec.Program();
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. Environment.GetCommandLineArgs()[1..]]) { UseShellExecute = false };
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{pipe.GetClientHandleAsString()} {Environment.ProcessId}");

        // Ctrl+C reaches both processes: what it means is for the other to say.
        ConsoleCancelEventHandler ignore = (_, e) => e.Cancel = true;
        Console.CancelKeyPress += ignore;
        try
        {
            using var process = Process.Start(start)!;
            pipe.DisposeLocalCopyOfClientHandle();
            var running = "";
            var reading = Task.Run(() =>
            {
                using var lines = new StreamReader(pipe);
                while (lines.ReadLine() is { } line)
                    Volatile.Write(ref running, line);
            });
            process.WaitForExit();

            // Programs that cells started and left may hold the pipe's other end for ever.
            reading.Wait(TimeSpan.FromSeconds(1));
            if (running.Length == 0)
                return process.ExitCode == 0 ? 0 : 1;

            ConsoleRedirect.Error.WriteLine();
            ConsoleRedirect.Error.WriteLine($"{running} ended the process, with exit code {process.ExitCode}{Meaning(process.ExitCode)}.");
            if (output is not null)
                ConsoleRedirect.Error.WriteLine($"What came out before it is in {output}.");
            return 1;
        }
        finally
        {
            Console.CancelKeyPress -= ignore;
        }
    }

    /// <summary>Says which cell runs from now on.</summary>
    /// <param name="cell">The cell; empty for none.</param>
    public void Tell(string cell)
    {
        try
        {
            _pipe?.WriteLine(cell);
        }
        catch (IOException)
        {
            // Nobody watches any more; the cells run on.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipe?.Dispose();
        _watch?.Dispose();
    }

    private static string Meaning(int exitCode) => exitCode switch
    {
        130 => " (interrupted again)",
        134 => " (aborted: a stack overflow, a fail-fast or an exception that nothing caught)",
        137 => " (killed, perhaps for want of memory)",
        139 => " (a wrong memory access)",
        _ => "",
    };
}
