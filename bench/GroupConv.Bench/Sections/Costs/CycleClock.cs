using System.Diagnostics;
using System.Runtime.CompilerServices;
using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>
/// Measures in cycles of the core. The time stamp counter ticks at a rate of its own, so the clock is a chain of dependent additions: one a cycle, on every CPU.
/// It runs beside whatever is measured, since the core's clock moves.
/// </summary>
internal static class CycleClock
{
    private const int AdditionsOfTurn = 16;
    private const int ChainTurns = 4000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_batch = TimeSpan.FromMilliseconds(.5);

    /// <summary>Cycles of a call. What disturbs the machine makes calls longer and never shorter, so the low quantile counts.</summary>
    /// <param name="run">What to measure.</param>
    /// <param name="rounds">How many batches.</param>
    public static double Cycles(Action run, int rounds)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            run();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < s_warmUp);
        calls = Math.Max(1, (int)(calls * s_batch / s_warmUp));
        var cycles = new List<double>(rounds);
        for (int round = 0; round < rounds; round++)
        {
            double before = SecondsOfCycle();
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++)
                run();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
            // A chain that something interrupted shows a clock that is too slow.
            cycles.Add(seconds / Math.Min(before, SecondsOfCycle()));
        }

        return new Samples(cycles).Low;
    }

    /// <summary>Cycles a second, in GHz.</summary>
    /// <param name="rounds">How many measurements.</param>
    public static double Gigahertz(int rounds) =>
        1e-9 / new Samples([.. Enumerable.Range(0, 20 * rounds).Select(_ => SecondsOfCycle())]).Low;

    private static double SecondsOfCycle()
    {
        long start = Stopwatch.GetTimestamp();
        GC.KeepAlive(Chain(ChainTurns));
        return Stopwatch.GetElapsedTime(start).TotalSeconds / (ChainTurns * AdditionsOfTurn);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Chain(int turns)
    {
        long a = turns, b = 1;
        for (int i = 0; i < turns; i++)
        {
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
            a += b;
            b += a;
        }

        return a + b;
    }
}
