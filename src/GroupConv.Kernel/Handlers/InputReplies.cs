using System.Collections.Concurrent;

namespace GroupConv.Kernel.Handlers;

/// <summary>Brings the user's answer to the cell that waits for it.</summary>
internal sealed class InputReplies : IDisposable
{
    private readonly BlockingCollection<string> _answers = [];
    private readonly Lock _lock = new();

    /// <summary>Takes an answer.</summary>
    /// <param name="value">What the user typed.</param>
    public void Answer(string value) => _answers.Add(value);

    /// <summary>Asks and waits. One question at a time.</summary>
    /// <param name="ask">Sends the question.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public string Ask(Action ask, CancellationToken cancellation)
    {
        lock (_lock)
        {
            // An answer that nobody waits for answers an older question.
            while (_answers.TryTake(out _))
            {
            }

            ask();
            return _answers.Take(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _answers.Dispose();
}
