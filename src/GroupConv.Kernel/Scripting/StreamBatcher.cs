using System.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>
/// Buffers console text, so that 100,000 lines become a few messages. Keeps the order; call <see cref="Flush"/> before any other message is
/// sent. Thread-safe.
/// </summary>
/// <param name="send">Sends stream name and text. Called under a lock, so it must not write to the console.</param>
internal sealed class StreamBatcher(Action<string, string> send) : IDisposable
{
    private const int LargestBatch = 256 * 1024;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private string _name = "stdout";
    private Timer? _timer;

    /// <summary>Adds text.</summary>
    /// <param name="name">The stream.</param>
    /// <param name="text">The text.</param>
    public void Write(string name, string text)
    {
        lock (_lock)
        {
            if (name != _name)
            {
                SendGathered();
                _name = name;
            }

            if (_text.Length == 0)
            {
                _timer ??= new Timer(_ => Flush());
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            }

            _text.Append(text);
            if (_text.Length >= LargestBatch)
                SendGathered();
        }
    }

    /// <summary>Sends the buffered text.</summary>
    public void Flush()
    {
        lock (_lock)
            SendGathered();
    }

    /// <summary>Sends the rest. Text may still arrive, from tasks that outlive their cell.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            SendGathered();
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void SendGathered()
    {
        if (_text.Length == 0)
            return;

        string text = _text.ToString();
        _text.Clear();
        send(_name, text);
    }
}
