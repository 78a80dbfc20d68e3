using System.Collections.Concurrent;

namespace GroupConv.Kernel.Handlers;

/// <summary>Passes input_reply messages to the waiting cell.</summary>
internal sealed class InputReplies : IDisposable
{
    private readonly BlockingCollection<string> _answers = [];
    private readonly Lock _lock = new();

    /// <summary>Receives a reply.</summary>
    /// <param name="value">What the user typed.</param>
    public void Answer(string value) => _answers.Add(value);

    /// <summary>Sends a request and waits for the reply. One request at a time.</summary>
    /// <param name="ask">Sends the input_request.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public string Ask(Action ask, CancellationToken cancellation)
    {
        lock (_lock)
        {
            // A reply left over belongs to an older request.
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
