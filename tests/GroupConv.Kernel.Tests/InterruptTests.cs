using System.Diagnostics;

namespace GroupConv.Kernel.Tests;

/// <summary>Interrupts of the real kernel: the cell stops and its variables stay.</summary>
[Collection(SharedKernel.Hardship)]
public sealed class InterruptTests(KernelClient kernel, ITestOutputHelper report)
{
    // Console text leaves 50 ms after it is written: what is received shows that the cell is past this line.
    private const string Running = "Console.WriteLine(\"running\");\n";

    // About 10 ms and 1 s on an idle machine. The fastest of a row counts, which a busy machine slows down least; where it is too slow, the
    // row goes on for as long as tests are patient.
    private const double LongestAtChecks = 700;
    private const double LongestInWaits = 4_000;

    [Theory]
    [InlineData("prints", 10, "while (true) Console.WriteLine(rounds);")]
    [InlineData("tight loop", 10, "var sum = 0L; while (true) sum++;")]
    [InlineData("loop of gotos", 3, "again: rounds += 0; goto again;")]
    [InlineData("endless sequence", 3, "Enumerable.InfiniteSequence(0, 0).All(x => x == 0);")]
    [InlineData("endless query", 3, "(from x in Enumerable.InfiniteSequence(0, 0) where x > 0 select x).Any();")]
    [InlineData("endless sequence of a function that calls nothing", 3,
        "static bool IsZero(int x) => x == 0;\nEnumerable.InfiniteSequence(0, 0).All(IsZero);")]
    [InlineData("iterator", 3, "IEnumerable<int> Ever() { yield return 0; again: yield return 1; goto again; }\nEver().Count();")]
    [InlineData("recursion", 3, "long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nFib(90);")]
    [InlineData("recursion of a lambda", 3, "Func<int, long> fib = null; fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2);\nfib(90);")]
    [InlineData("await", 10, "await Task.Delay(1_000_000);")]
    [InlineData("await in a function", 3, "async Task<int> Wait() { await Task.Delay(1_000_000); return 1; }\nawait Wait();")]
    [InlineData("loop after an await", 3, "await Task.Delay(1); while (true) { }")]
    [InlineData("sleep", 1, "Thread.Sleep(1_000_000);")]
    [InlineData("sleep after an await", 1, "await Task.Delay(1); Thread.Sleep(1_000_000);")]
    [InlineData("wait of a task", 1, "Task.Delay(1_000_000).Wait();")]
    [InlineData("convolutions", 10, "var conv = new GroupConv.Core.Conv2d(16, 16, 3, padding: 1);\nvar image = "
        + "Tensor.CreateFromShape<float>([1, 16, 64, 64]);\nwhile (true) conv.Forward(image);")]
    [InlineData("task with a loop", 10, "await Task.Run(() => { while (true) { } });")]
    [InlineData("code that catches everything", 3, "while (true) { try { while (true) { } } catch (Exception) { } }")]
    [InlineData("input", 2, "Console.ReadLine()", true)]
    public void The_cell_stops_and_its_variables_stay(string what, int times, string code, bool input = false)
    {
        kernel.Execute("var rounds = 0;");
        var latencies = new List<double>();
        double longest = what is "sleep" or "sleep after an await" or "wait of a task" ? LongestInWaits : LongestAtChecks;
        for (var patience = Stopwatch.StartNew();
            latencies.Count < times || (latencies.Min() > longest && patience.Elapsed < KernelClient.Patience);)
        {
            string id = kernel.Send("execute_request", KernelClient.Cell($"rounds++;\n{Running}{code}", allowStdin: input));
            if (input)
                kernel.InputRequest();
            else
                kernel.NextPublished(id, "stream");
            var watch = Stopwatch.StartNew();
            Interrupt();
            var reply = kernel.Reply(id);
            latencies.Add(watch.Elapsed.TotalMilliseconds);
            Assert.Equal("error", reply.Text("status"));
            Assert.StartsWith("The cell was interrupted.", reply.Text("evalue"), StringComparison.Ordinal);
            kernel.Published(id);
        }

        latencies.Sort();
        report.WriteLine(
            $"{what}: {latencies.Count} stopped, median {latencies[latencies.Count / 2]:F0} ms, longest {latencies[^1]:F0} ms");
        Assert.InRange(latencies[0], 0, longest);
        Assert.Equal(latencies.Count.ToString(), kernel.Execute("rounds").Result);
    }

    [Fact]
    public void Code_of_the_cell_that_cleans_up_runs()
    {
        string id = kernel.Send("execute_request",
            KernelClient.Cell($"var cleaned = 0; try {{ {Running}await Task.Delay(1_000_000); }} finally {{ cleaned = 7; }}"));
        kernel.NextPublished(id, "stream");
        Interrupt();
        Assert.Equal("error", kernel.Reply(id).Text("status"));
        Assert.Equal("7", kernel.Execute("cleaned").Result);
    }

    [Fact]
    public void Code_that_cleans_up_may_call_functions_of_the_cell()
    {
        string id = kernel.Send("execute_request", KernelClient.Cell($$"""
            class Cleaner : IDisposable
            {
                public static int Cleaned;
                static int Twice(int x) => 2 * x;
                public void Dispose() { for (var i = 0; i < 3; i++) Cleaned += Twice(i); }
            }

            using (new Cleaner())
            {
                {{Running}} while (true) { }
            }
            """));
        kernel.NextPublished(id, "stream");
        Interrupt();
        Assert.Equal("error", kernel.Reply(id).Text("status"));
        Assert.Equal("6", kernel.Execute("Cleaner.Cleaned").Result);
    }

    [Fact]
    public void A_script_that_a_cell_loads_stops_too()
    {
        File.WriteAllText(Path.Combine(kernel.Folder, "inner.csx"), "void Turn()\n{\n    while (true) { }\n}");
        File.WriteAllText(Path.Combine(kernel.Folder, "outer.csx"),
            "#load \"inner.csx\"\nvoid Loop(Action turn) => turn();\nthrow new Exception(\"line 3\");");
        Assert.Contains("line 3", kernel.Execute("#load \"outer.csx\"").Error.Text("evalue"), StringComparison.Ordinal);
        string id = kernel.Send("execute_request", KernelClient.Cell($"{Running}Loop(() => Turn());"));
        kernel.NextPublished(id, "stream");
        Interrupt();
        Assert.StartsWith("The cell was interrupted.", kernel.Reply(id).Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void Code_without_checks_is_aborted_where_the_user_insists()
    {
        using var own = new KernelClient();
        own.Execute($"var kept = 5;\n#r \"{typeof(InterruptTests).Assembly.Location}\"");
        string id = own.Send("execute_request",
            KernelClient.Cell($"kept++;\n{Running}{typeof(Foreign).FullName}.{nameof(Foreign.Spin)}();"));
        own.NextPublished(id, "stream");
        Interrupt(own);
        Assert.Contains("interrupt once more", own.NextPublished(id, "stream").Text("text"), StringComparison.Ordinal);
        Interrupt(own);
        Assert.StartsWith("The cell was interrupted.", own.Reply(id).Text("evalue"), StringComparison.Ordinal);
        Assert.Equal("6", own.Execute("kept").Result);
    }

    [Fact]
    public void An_interrupt_with_no_cell_does_nothing()
    {
        kernel.Ask("interrupt_request", new { }, control: true);
        Assert.Equal("2", kernel.Execute("1 + 1").Result);
    }

    [Fact]
    public void Background_work_of_another_cell_goes_on()
    {
        kernel.Execute("var turns = 0; var background = Task.Run(async () => { while (turns >= 0) { turns++; await Task.Delay(1); } });");
        string id = kernel.Send("execute_request", KernelClient.Cell(Running + "while (true) { }"));
        kernel.NextPublished(id, "stream");
        Interrupt();
        kernel.Reply(id);
        var run = kernel.Execute("var before = turns; while (turns == before) await Task.Delay(1);\nvar after = turns; turns = "
            + "int.MinValue; after > before");
        Assert.Equal("True", run.Result);
    }

    /// <summary>Does not wait for idle: what the cell publishes meanwhile would be read past.</summary>
    private void Interrupt() => Interrupt(kernel);

    private static void Interrupt(KernelClient of) =>
        Assert.Equal("ok", of.Reply(of.Send("interrupt_request", new { }, control: true), control: true).Text("status"));
}

/// <summary>A library's code, as a cell sees it: without checks.</summary>
public static class Foreign
{
    private static volatile int s_turns;

    /// <summary>Runs for ever.</summary>
    public static void Spin()
    {
        while (true)
            s_turns++;
    }
}
