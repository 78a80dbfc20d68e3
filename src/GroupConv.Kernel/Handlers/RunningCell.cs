using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Handlers;

/// <summary>The running cell, if any, and how to interrupt it.</summary>
/// <param name="force">Aborts a cell that ignored the first interrupt.</param>
internal sealed class RunningCell(Action force)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;

    /// <summary>Runs a cell with a token that <see cref="Interrupt"/> cancels.</summary>
    /// <param name="run">Runs it.</param>
    public CellFailure? Run(Func<CancellationToken, CellFailure?> run)
    {
        // Not disposed: background work of the cell still reads the token.
        var source = new CancellationTokenSource();
        lock (_lock)
            _source = source;
        try
        {
            return run(source.Token);
        }
        finally
        {
            lock (_lock)
                _source = null;
        }
    }

    /// <summary>Cancels the running cell; a second call aborts it by force.</summary>
    public void Interrupt()
    {
        CancellationTokenSource? source;
        lock (_lock)
            source = _source;
        if (source?.IsCancellationRequested == true)
            force();
        source?.Cancel();
    }
}
