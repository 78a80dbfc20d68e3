using System.Diagnostics;

namespace GroupConv.Kernel.Scripting.Execution;

/// <summary>
/// How long to wait for a process: some seconds, and on a busy machine as long as it still gets processor time, up to some minutes.
/// </summary>
/// <param name="least">The shortest wait.</param>
/// <param name="spent">The processor time of the process.</param>
internal sealed class Patience(TimeSpan least, Func<TimeSpan> spent)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    // On two cores, a process among forty others that want them gets half a second of these.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Progress = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _first = spent();
    private TimeSpan _before = spent();
    private TimeSpan _looked;

    /// <summary>Of a process.</summary>
    /// <param name="process">The process.</param>
    /// <param name="least">The shortest wait.</param>
    public static Patience For(Process process, TimeSpan least) => new(least, () => SpentBy(process));

    /// <summary>Whether there is no sense in waiting longer: it stands still, or has had the time that it needs.</summary>
    public bool IsOver
    {
        get
        {
            var elapsed = _watch.Elapsed;
            if (elapsed < least)
                return false;
            var now = spent();
            if (elapsed > Longest || now - _first > least + least)
                return true;
            if (elapsed - _looked < Pause)
                return false;
            bool stands = now - _before < Progress;
            (_before, _looked) = (now, elapsed);
            return stands;
        }
    }

    private static TimeSpan SpentBy(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It has ended.
            return TimeSpan.Zero;
        }
    }
}
