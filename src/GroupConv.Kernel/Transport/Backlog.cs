using System.Diagnostics;
using System.Globalization;

namespace GroupConv.Kernel.Transport;

/// <summary>
/// Limits the output that waits for clients. A cell waits for a client that reads slowly; output is dropped for one that reads nothing for
/// long. Replies, status, results and errors are always sent. Thread-safe.
/// </summary>
/// <param name="waiting">Gives the bytes that wait now.</param>
/// <param name="limit">The most bytes that may wait.</param>
/// <param name="patience">How long a cell waits for a client that reads nothing.</param>
internal sealed class Backlog(Func<long> waiting, long limit, TimeSpan patience)
{
    private const int StepMilliseconds = 5;

    private volatile bool _stalled;

    /// <summary>The message to the user when output is dropped.</summary>
    public string Notice { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"Output is left out from here on: a front end has read nothing for {patience.TotalSeconds:0.#} s, and {limit >> 20} MB wait for "
            + $"it. Output goes on when it reads again or is closed.\n");

    /// <summary>Waits until output may be sent.</summary>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <returns>Whether to send the output; false to drop it.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Admit(CancellationToken cancellation)
    {
        long least = waiting();
        if (least <= limit)
        {
            _stalled = false;
            return true;
        }

        for (long since = Stopwatch.GetTimestamp(); !_stalled;)
        {
            if (cancellation.WaitHandle.WaitOne(StepMilliseconds))
                throw new OperationCanceledException(cancellation);

            long now = waiting();
            if (now <= limit)
                return true;
            if (now < least)
                (least, since) = (now, Stopwatch.GetTimestamp());
            _stalled |= Stopwatch.GetElapsedTime(since) > patience;
        }

        return false;
    }
}
