using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Handlers;

/// <summary>The cell that runs, if one does, and the way to ask it to stop.</summary>
internal sealed class RunningCell
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _source;
    private ICellOutput? _output;

    /// <summary>Runs a cell with a token that <see cref="Interrupt"/> cancels.</summary>
    /// <param name="output">Its output.</param>
    /// <param name="run">Runs it.</param>
    public CellFailure? Run(ICellOutput output, Func<CancellationToken, CellFailure?> run)
    {
        using var source = new CancellationTokenSource();
        lock (_lock)
            (_source, _output) = (source, output);
        try
        {
            return run(source.Token);
        }
        finally
        {
            lock (_lock)
                (_source, _output) = (null, null);
        }
    }

    /// <summary>Asks the running cell to stop, and says in its output when it will.</summary>
    public void Interrupt()
    {
        lock (_lock)
        {
            if (_source is null || _source.IsCancellationRequested)
                return;

            _output!.Stream(
                "stderr",
                "Interrupt: the cell stops at its next output, input, convolution or check of Cancellation. A loop with none of these runs on; restart the kernel to end it.\n");
            _source.Cancel();
        }
    }
}
