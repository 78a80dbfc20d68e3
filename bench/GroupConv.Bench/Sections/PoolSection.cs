using System.Diagnostics;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>The overhead of sharing: an empty run of Core's pool of threads, against the framework's <see cref="Parallel"/>.</summary>
internal sealed class PoolSection : ISection
{
    private const int CallsOfBatch = 1000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(3);

    public string Name => "pool";

    public string Title => "The overhead of sharing a call";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var rows = new List<PoolRow>();
        bool isAsked = string.IsNullOrEmpty(options.Filter) || Name.Contains(options.Filter, StringComparison.Ordinal);
        foreach (int threads in options.Threads.Where(threads => threads > 1 && isAsked))
        {
            var limit = new ParallelOptions { MaxDegreeOfParallelism = threads };
            Action parallel = () => Parallel.For(0, threads, limit, static _ => { });
            Add("empty run", PoolWork.Empty(threads));
            Add("all threads meet", PoolWork.Meeting(threads));
            Add("Parallel.For, empty", parallel);

            void Add(string what, Action run)
            {
                var row = new PoolRow(what, threads, Hot(run, options.Effort), Parked(run, options.Effort), Busy(run, options.Effort));
                rows.Add(row);
                string times = $"hot {Micro(row.Hot)}, parked {Micro(row.Parked)}, busy {Micro(row.Busy)} µs";
                progress($"{what,-48} {Figures.Count(threads)}t  {times}");
            }
        }

        return new SectionReport(
            "Microseconds per run. \"Hot\" are consecutive runs; \"parked\" follows a pause of 3 ms, in which the workers park; "
            + "\"busy\" are consecutive runs while another program "
            + "(here, threads of this one) computes on every other core. An empty run has one empty item per thread: its time is "
            + "that of publishing work, waking workers and "
            + "waiting for those that started. If all threads meet, each item waits for the others, so it is the time until "
            + "the last worker computes; beside busy cores "
            + "this depends on the system's scheduler. Medians, with the low quantile in brackets.",
            [
                new Table(
                    "Microseconds a run",
                    ["what", "threads", "hot", "parked", "busy cores"],
                    [.. rows.Select(row => (IReadOnlyList<string>)
                    [
                        row.What, Figures.Count(row.Threads), Cell(row.Hot), Cell(row.Parked), Cell(row.Busy),
                    ])]),
            ],
            rows.Select(row => new
            {
                row.What,
                row.Threads,
                hotMedian = row.Hot.Median,
                parkedMedian = row.Parked.Median,
                busyMedian = row.Busy.Median,
            }));
    }

    private static string Cell(Samples seconds) => $"{Micro(seconds)} [{Figures.Text(1e6 * seconds.Low, "0.00")}]";

    private static string Micro(Samples seconds) => Figures.Text(1e6 * seconds.Median, "0.00");

    private static Samples Hot(Action run, Effort effort)
    {
        Batch(run, CallsOfBatch);
        return new Samples([.. Enumerable.Range(0, 3 * effort.Rounds).Select(_ => Batch(run, CallsOfBatch))]);
    }

    private static Samples Parked(Action run, Effort effort)
    {
        var seconds = new List<double>();
        for (int i = 0; i < 10 * effort.Rounds; i++)
        {
            Thread.Sleep(s_pause);
            seconds.Add(Batch(run, 1));
        }

        return new Samples(seconds);
    }

    private static Samples Busy(Action run, Effort effort)
    {
        using var stop = new CancellationTokenSource();
        var others = Enumerable.Range(1, Environment.ProcessorCount - 1).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
                Thread.SpinWait(100);
        })
        { IsBackground = true }).ToList();
        others.ForEach(thread => thread.Start());
        try
        {
            // Long enough for the system to switch between threads.
            return new Samples([.. Enumerable.Range(0, effort.Rounds).Select(_ => During(run, effort.Batch))]);
        }
        finally
        {
            stop.Cancel();
            others.ForEach(thread => thread.Join());
        }
    }

    private static double During(Action run, TimeSpan atLeast)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            run();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < atLeast);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static double Batch(Action run, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private sealed record PoolRow(string What, int Threads, Samples Hot, Samples Parked, Samples Busy);
}
