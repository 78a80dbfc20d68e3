namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>Waits for a task in a cell's code until it ends or the user interrupts the cell.</summary>
/// <param name="Task">The task.</param>
/// <param name="Top">Whether the cell itself waits, which goes on on its thread.</param>
internal readonly record struct CellAwait(Task Task, bool Top)
{
    /// <summary>Ends the code that waits, where the wait ended before the task.</summary>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public void ThrowIfInterrupted()
    {
        if (Task.IsCompleted)
            return;

        // What comes of the task is of no use to anybody, and no news.
        _ = Task.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new OperationCanceledException("The cell was interrupted. What it waited for may go on.", CellScope.Current?.Cancellation ?? default);
    }

    /// <summary>Goes on with the code at the end of the wait.</summary>
    /// <param name="continuation">The code.</param>
    public void OnCompleted(Action continuation)
    {
        var scope = CellScope.Current;
        var wait = new Wait(continuation, Top ? scope?.Post : null);
        wait.ObserveInterrupt(scope?.Cancellation ?? default);
        if (Top)
            Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(wait.Complete);
        else
            Task.GetAwaiter().UnsafeOnCompleted(wait.Complete);
    }

    /// <summary>Task and interrupt race; the code goes on once.</summary>
    private sealed class Wait(Action continuation, Action<Action>? post)
    {
        private int _done;
        private CancellationTokenRegistration _interrupt;

        public void ObserveInterrupt(CancellationToken interrupt) =>
            _interrupt = interrupt.UnsafeRegister(static wait => ((Wait)wait!).Interrupt(), this);

        public void Complete()
        {
            if (Interlocked.Exchange(ref _done, 1) != 0)
                return;

            _interrupt.Unregister();
            if (post is null)
                continuation();
            else
                post(continuation);
        }

        private void Interrupt()
        {
            if (Interlocked.Exchange(ref _done, 1) != 0)
                return;

            if (post is null)
                ThreadPool.UnsafeQueueUserWorkItem(static code => code(), continuation, preferLocal: false);
            else
                post(continuation);
        }
    }
}
