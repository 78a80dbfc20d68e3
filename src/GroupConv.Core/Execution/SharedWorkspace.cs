namespace GroupConv.Core.Execution;

/// <summary>Memory that several threads use and one may dispose of at any time: it is freed when the last user has left.</summary>
internal sealed unsafe class SharedWorkspace(long bytes) : IDisposable
{
    private const int Disposed = 1 << 30;

    private readonly Workspace _memory = Workspace.Allocate(bytes);
    private int _users;
    private int _freed;

    /// <summary>The memory; only for users.</summary>
    public float* Floats => _memory.Floats;

    /// <summary>Begins a use; false, and nothing to end, once it is disposed of.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _users) & Disposed) == 0)
            return true;
        Leave();
        return false;
    }

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == Disposed)
            Free();
    }

    /// <summary>Lets nobody in any more, and frees the memory when the last user has left.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _users, Disposed) == 0)
            Free();
    }

    // A user who came too late leaves, too, so that the count may come to this more than once.
    private void Free()
    {
        if (Interlocked.Exchange(ref _freed, 1) == 0)
            _memory.Dispose();
    }
}
