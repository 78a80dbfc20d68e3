using System.Diagnostics;
using GroupConv.Kernel.Magics;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

/// <summary>A session of many cells, in this process.</summary>
public sealed class CellScaleTests(ITestOutputHelper report)
{
    [Fact]
    public void Cells_stay_quick_and_small()
    {
        var session = Notebook.Start();
        var output = new RecordedOutput();
        foreach (var (kind, count, kilobytes, cell) in new (string, int, int, Func<int, string>)[]
        {
            ("declares nothing", 1000, 5, i => $"Console.WriteLine({i} + 1); Enumerable.Range(0, {i}).Sum()"),
            ("declares", 250, 100, i => $"var v{i} = {i}; int F{i}(int x) => x + v{i};\nF{i}(1)"),
            ("declares anonymous types", 250, 100, i => $"var a{i} = new {{ X = {i}, Y = \"y\" }}; Console.Write(a{i}.X + a{i / 2}.X);"),
            ("declares rows of anonymous types", 250, 200, i => $"var r{i} = Enumerable.Range(0, 9).Select(x => new {{ X = x, Z = {i} "
                + $"}}).ToList(); Console.Write(r{i}[0].Z + r{i / 2}[0].X);"),
            ("declares after them", 250, 100, i => $"var w{i} = {i}; int G{i}(int x) => x + w{i};\nG{i}(1)"),
        })
        {
            for (int i = 0; i < 50; i++)
                Assert.Null(session.Run(cell(i), i, output, default));

            var before = Memory();
            var times = new List<double>();
            for (int i = 50; i < 50 + count; i++)
            {
                var watch = Stopwatch.StartNew();
                Assert.Null(session.Run(cell(i), i, output, default));
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            var after = Memory();
            var last = times[^100..].Order().ToList();
            report.WriteLine($"{kind}: median of the last 100 of {count} cells {last[50]:F1} ms, of all "
                + $"{times.Order().ElementAt(count / 2):F1} ms; managed "
                + $"{(after.Managed - before.Managed) / count / 1024.0:F1} KB a cell, resident "
                + $"{(after.Resident - before.Resident) / count / 1024.0:F1} KB a cell");
            Assert.InRange((after.Managed - before.Managed) / count / 1024, long.MinValue, kilobytes);
        }
    }

    private static (long Managed, long Resident) Memory()
    {
        for (int i = 0; i < 5; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
