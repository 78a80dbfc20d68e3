using System.Diagnostics;
using System.Globalization;

namespace GroupConv.Kernel.Transport;

/// <summary>
/// Keeps what waits for front ends small: where one reads more slowly than a cell writes, the cell waits; where one reads nothing for long, what cells show
/// is left out. Replies, status, results and errors are not asked here, and always leave. Safe from many threads.
/// </summary>
/// <param name="waiting">The bytes that wait now.</param>
/// <param name="limit">The bytes that may wait.</param>
/// <param name="patience">How long a cell waits for a front end that reads nothing.</param>
internal sealed class Backlog(Func<long> waiting, long limit, TimeSpan patience)
{
    private const int StepMilliseconds = 5;

    private volatile bool _stalled;

    /// <summary>What the user is told where output is left out.</summary>
    public string Notice { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"Output is left out from here on: a front end has read nothing for {patience.TotalSeconds:0.#} s, and {limit >> 20} MB wait for it. Output goes on when it reads again or is closed.\n");

    /// <summary>Waits for room.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether there is room; else the output is to be left out.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public bool Admit(CancellationToken cancellation)
    {
        var least = waiting();
        if (least <= limit)
        {
            _stalled = false;
            return true;
        }

        for (var since = Stopwatch.GetTimestamp(); !_stalled; )
        {
            if (cancellation.WaitHandle.WaitOne(StepMilliseconds))
                throw new OperationCanceledException(cancellation);

            var now = waiting();
            if (now <= limit)
                return true;
            if (now < least)
                (least, since) = (now, Stopwatch.GetTimestamp());
            _stalled |= Stopwatch.GetElapsedTime(since) > patience;
        }

        return false;
    }
}
