namespace GroupConv.Core.Execution;

/// <summary>Memory that several threads use and that may be disposed of at any time; it is freed when its last user leaves.</summary>
internal sealed unsafe class SharedWorkspace(long bytes) : IDisposable
{
    private const int Disposed = 1 << 30;

    private readonly Workspace _memory = Workspace.Allocate(bytes);
    private int _users;
    private int _freed;

    /// <summary>The memory. Valid only between <see cref="TryEnter"/> and <see cref="Leave"/>.</summary>
    public float* Floats => _memory.Floats;

    /// <summary>Begins a use. False if the memory is disposed of; then <see cref="Leave"/> must not be called.</summary>
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

    /// <summary>Refuses new users, and frees the memory when its last user leaves.</summary>
    public void Dispose()
    {
        if (Interlocked.Or(ref _users, Disposed) == 0)
            Free();
    }

    // A user that is refused also decrements the count, so the count may reach 0 more than once.
    private void Free()
    {
        if (Interlocked.Exchange(ref _freed, 1) == 0)
            _memory.Dispose();
    }
}
