using System.Diagnostics;

namespace GroupConv.Bench.Harness;

/// <summary>Waits until this process is idle, so that no spinning workers of the other side disturb a measurement.</summary>
internal static class Quiet
{
    private static readonly TimeSpan s_atMost = TimeSpan.FromSeconds(2);

    public static void Wait()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_atMost)
        {
            var used = Environment.CpuUsage.TotalTime;
            long step = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            if (Environment.CpuUsage.TotalTime - used < Stopwatch.GetElapsedTime(step) / 4)
                return;
        }
    }
}
