using System.Diagnostics;

namespace GroupConv.Bench.Harness;

/// <summary>The result of a contest.</summary>
/// <param name="Seconds">Per contestant and batch: the seconds per call.</param>
/// <param name="Peaks">Per <see cref="PeakLoop.Widths"/> and round: GFLOP/s.</param>
internal sealed record Contest(IReadOnlyList<Samples> Seconds, IReadOnlyList<Samples> Peaks)
{
    /// <summary>The peak loop at each width that this CPU has.</summary>
    public IReadOnlyList<Peak> PeakOfWidths => [.. Peaks.Select((rates, i) => new Peak(PeakLoop.Widths[i], rates.High))];
}

/// <summary>The result of the peak loop.</summary>
/// <param name="Bits">The vectors' width.</param>
/// <param name="Gflops">GFLOP/s, all threads together.</param>
internal sealed record Peak(int Bits, double Gflops);

/// <summary>
/// Measures several things in short interleaved batches, A B A B ...: disturbances of the machine (clocks, other guests, temperature)
/// change more slowly and affect all of them. The peak loop is interleaved, too.
/// </summary>
internal static class Interleaver
{
    // The first calls after a pause wake workers and warm caches; they are not measured.
    private static readonly TimeSpan s_leadIn = TimeSpan.FromMilliseconds(1);

    public static Contest Run(int threads, Effort effort, params IReadOnlyList<Action> contestants)
    {
        int[] calls = [.. contestants.Select(contestant => CallsOfBatch(contestant, effort))];
        var seconds = contestants.Select(_ => new List<double>()).ToList();
        var peaks = PeakLoop.Widths.Select(_ => new List<double>()).ToList();
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < effort.Rounds; round++)
        {
            if (round >= Effort.FewestRounds && Stopwatch.GetElapsedTime(start) > effort.Limit)
                break;
            Settle(threads);
            for (int i = 0; i < peaks.Count; i++)
                peaks[i].Add(PeakLoop.Measure(PeakLoop.Widths[i], threads));
            for (int i = 0; i < contestants.Count; i++)
            {
                Settle(threads);
                seconds[i].Add(Batch(contestants[i], calls[i]));
            }
        }

        return new Contest([.. seconds.Select(times => new Samples(times))], [.. peaks.Select(rates => new Samples(rates))]);
    }

    private static int CallsOfBatch(Action contestant, Effort effort)
    {
        Repeat(contestant, effort.WarmUp);
        // The warm-up's own count would include slow first calls.
        long start = Stopwatch.GetTimestamp();
        int calls = Repeat(contestant, effort.Batch);
        double ofCall = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
        return Math.Max(1, (int)Math.Round(effort.Batch.TotalSeconds / ofCall));
    }

    private static double Batch(Action contestant, int calls)
    {
        Repeat(contestant, s_leadIn);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            contestant();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }

    private static int Repeat(Action contestant, TimeSpan atLeast)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            contestant();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < atLeast);
        return calls;
    }

    // With one thread there are no workers.
    private static void Settle(int threads)
    {
        if (threads > 1)
            Quiet.Wait();
    }
}
