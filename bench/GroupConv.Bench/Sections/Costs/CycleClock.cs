using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>
/// Measures in core cycles. The time stamp counter has a different frequency, so the clock is a chain of dependent additions: one per cycle
/// on every CPU. It alternates with the measured code, because the core's frequency changes.
/// </summary>
internal static class CycleClock
{
    private const int AdditionsOfTurn = 16;
    private const int ChainTurns = 4000;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_batch = TimeSpan.FromMilliseconds(.5);

    /// <summary>Cycles per call. Disturbances only make calls slower, so the fastest batch counts.</summary>
    /// <param name="run">The code to measure.</param>
    /// <param name="rounds">Number of batches.</param>
    public static double Cycles(Action run, int rounds) => Cycles(rounds, run)[0];

    /// <summary>Cycles per call of each, interleaved, so that their differences are meaningful.</summary>
    /// <param name="rounds">Number of batches of each.</param>
    /// <param name="runs">The codes to measure.</param>
    public static double[] Cycles(int rounds, params IReadOnlyList<Action> runs)
    {
        int[] calls = [.. runs.Select(CallsOfBatch)];
        double[] least = [.. runs.Select(_ => double.PositiveInfinity)];
        double ofCycle = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < runs.Count; i++)
            {
                ofCycle = Math.Min(ofCycle, SecondsOfCycle());
                long start = Stopwatch.GetTimestamp();
                for (int call = 0; call < calls[i]; call++)
                    runs[i]();
                least[i] = Math.Min(least[i], Stopwatch.GetElapsedTime(start).TotalSeconds / calls[i]);
            }
        }

        return [.. least.Select(seconds => seconds / ofCycle)];
    }

    /// <summary>Cycles a second, in GHz.</summary>
    /// <param name="rounds">Number of measurements.</param>
    public static double Gigahertz(int rounds) => 1e-9 / Enumerable.Range(0, 20 * rounds).Min(_ => SecondsOfCycle());

    private static int CallsOfBatch(Action run)
    {
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            run();
            calls++;
        }
        while (Stopwatch.GetElapsedTime(start) < s_warmUp);
        return Math.Max(1, (int)(calls * s_batch / s_warmUp));
    }

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
