namespace GroupConv.Core.Execution;

/// <summary>The caller's token and the host's ambient one, watched together without allocating a linked source.</summary>
internal readonly struct Cancellation(CancellationToken caller, CancellationToken ambient)
{
    public bool IsRequested => caller.IsCancellationRequested || ambient.IsCancellationRequested;

    public void ThrowIfRequested()
    {
        caller.ThrowIfCancellationRequested();
        ambient.ThrowIfCancellationRequested();
    }
}
