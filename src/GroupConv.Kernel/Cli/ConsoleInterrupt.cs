namespace GroupConv.Kernel.Cli;

/// <summary>Ctrl+C in a terminal: the first cancels a token, the second ends the program.</summary>
internal sealed class ConsoleInterrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Starts to listen.</summary>
    public ConsoleInterrupt() => Console.CancelKeyPress += Cancel;

    /// <summary>Cancelled by the first Ctrl+C.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= Cancel;
        _source.Dispose();
    }

    private void Cancel(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
