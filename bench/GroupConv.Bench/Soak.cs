using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Report;
using GroupConv.Kernel.Client;

namespace GroupConv.Bench;

/// <summary>
/// An endurance test of a kernel: many cells, then mixed load for a time. Prints the time per cell and the kernel's memory.
/// </summary>
internal sealed class Soak : IDisposable
{
    private const int Repeat = 10;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly KernelProcess _kernel = KernelProcess.Start(
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "GroupConv.Kernel.dll"), "jupyter", "kernel", "{connection_file}"],
        new Dictionary<string, string>());

    private int _failures;

    /// <summary>The command <c>soak</c>.</summary>
    public static Command Command()
    {
        var cells = new Option<int>("--cells") { Description = "Number of cells to run first.", DefaultValueFactory = _ => 10_000 };
        var minutes = new Option<double>("--minutes")
        {
            Description = "Duration of the mixed load after them.",
            DefaultValueFactory = _ => 60,
        };
        var command = new Command("soak", "Run an endurance test of the kernel, and print time, memory and failures.") { cells, minutes };
        command.SetAction(parsed =>
        {
            using var soak = new Soak();
            return soak.Run(parsed.GetValue(cells), TimeSpan.FromMinutes(parsed.GetValue(minutes)));
        });
        return command;
    }

    public void Dispose() => _kernel.Dispose();

    private int Run(int cells, TimeSpan mix)
    {
        Cell("1 + 1");
        Say($"started: {Memory()}");
        Cells(cells);
        Mix(mix);
        _kernel.Request("shutdown_request", new { Restart = false }, s_patience, control: true);
        if (!_kernel.Process.WaitForExit(TimeSpan.FromSeconds(10)))
            Fail("the kernel did not end");
        Say(string.Create(CultureInfo.InvariantCulture, $"{_failures} failures"));
        return _failures == 0 ? 0 : 1;
    }

    /// <summary>One cell in ten declares a variable; at the end the first variable must still exist.</summary>
    private void Cells(int count)
    {
        var times = new List<double>();
        for (int i = 0; i < count; i++)
        {
            string code = i % 10 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"var declared{i} = {i};")
                : string.Create(CultureInfo.InvariantCulture, $"Console.WriteLine({i}); Math.Sqrt({i})");
            times.Add(Cell(code));
            if ((i + 1) % Math.Max(1, count / Repeat) == 0)
            {
                var last = new Samples(times.TakeLast(Math.Max(1, count / Repeat)));
                Say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{i + 1} cells: median {1e3 * last.Median:F1} ms, p99 {1e3 * last.Quantile(.99):F1} ms; {Memory()}"));
            }
        }

        if (count > 0)
            Cell("if (declared0 != 0) throw new Exception(\"a variable is lost\");");
    }

    private void Mix(TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var next = TimeSpan.Zero;
        for (int round = 0; watch.Elapsed < time; round++)
        {
            Cell("for (int i = 0; i < 2000; i++) Console.WriteLine(i);");
            Cell("throw new InvalidOperationException(\"meant\");", "error");
            Cell("1 +", "error");
            Cell("var big = new byte[20_000_000]; big[^1] = 1;");
            Cell("var shown = display(\"one\"); shown.Update(HTML(\"<b>two</b>\")); new { A = 1, B = new[] { 1, 2, 3 } }");
            Cell(
                "var conv = new GroupConv.Core.Conv2d(16, 32, 3, padding: 1, groups: 4);\n"
                + "conv.Forward(Tensor.CreateFromShape<float>([1, 16, 32, 32])).FlattenedLength");
            Cell("#!groupconv explain conv --size 32");
            Cell("await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Console.WriteLine(i))));");
            Ask("complete_request", new { Code = "Console.Wri", CursorPos = 11 });
            Ask("inspect_request", new { Code = "Console.WriteLine", CursorPos = 12, DetailLevel = 0 });
            Ask("is_complete_request", new { Code = "for (;;) {" });
            Interrupt();
            // The load of a busy user: cells that declare something stay in memory, some tens of kilobytes each, and an hour without pauses
            // would measure the machine's memory.
            Thread.Sleep(TimeSpan.FromSeconds(Math.Max(0, round + 1 - watch.Elapsed.TotalSeconds)));
            if (watch.Elapsed < next)
                continue;
            Say(string.Create(CultureInfo.InvariantCulture, $"mix: {round + 1} rounds in {watch.Elapsed.TotalMinutes:F1} min; {Memory()}"));
            next += TimeSpan.FromTicks(Math.Max(time.Ticks / Repeat, TimeSpan.TicksPerSecond));
        }
    }

    private void Interrupt()
    {
        string cell = _kernel.Send(
            "execute_request",
            KernelProcess.Cell("Console.WriteLine(\"runs\"); while (true) Cancellation.ThrowIfCancellationRequested();"));
        for (int tries = 0; tries < 300; tries++)
        {
            // A request that came before the cell interrupts nothing: it is sent again until the cell replies.
            _kernel.Send("interrupt_request", new Dictionary<string, string>(), control: true);
            if (_kernel.TryReply(cell, TimeSpan.FromMilliseconds(200)) is { } reply)
            {
                if (reply.Text("status") != "error")
                    Fail($"an interrupted cell ended with {reply.Text("status")}");
                _kernel.Drain();
                return;
            }
        }

        Fail("an interrupted cell did not end");
    }

    private double Cell(string code, string status = "ok")
    {
        long start = Stopwatch.GetTimestamp();
        var reply = _kernel.Execute(code, s_patience);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _kernel.Drain();
        if (reply.Text("status") != status)
            Fail($"'{code}' ended with {reply.Text("status")} {reply.Text("evalue")}");
        return seconds;
    }

    private void Ask(string type, object content)
    {
        if (_kernel.Request(type, content, s_patience).MsgType != type.Replace("request", "reply", StringComparison.Ordinal))
            Fail($"{type} was not answered");
    }

    private void Fail(string what)
    {
        _failures++;
        Say("FAILED: " + what);
    }

    private string Memory()
    {
        _kernel.Process.Refresh();
        string megabytes = Figures.Text(_kernel.Process.WorkingSet64 / 1e6, "0");
        return $"{megabytes} MB resident, {Figures.Count(_kernel.Process.Threads.Count)} threads";
    }

    private static void Say(string line) => Console.WriteLine(line);
}
