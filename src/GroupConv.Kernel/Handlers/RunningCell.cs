using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Handlers;

/// <summary>The cell that runs, if one does, and the way to ask it to stop.</summary>
/// <param name="force">Aborts it where it did not obey.</param>
internal sealed class RunningCell(Action force)
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;

    /// <summary>Runs a cell with a token that <see cref="Interrupt"/> cancels.</summary>
    /// <param name="run">Runs it.</param>
    public CellFailure? Run(Func<CancellationToken, CellFailure?> run)
    {
        // Not disposed: what the cell left running still asks it.
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

    /// <summary>Asks the running cell to stop; asked again, by force.</summary>
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
