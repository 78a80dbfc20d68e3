namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>An await in a cell, which ends with the task or with an interrupt of the cell.</summary>
/// <param name="Task">The task.</param>
/// <param name="Top">Whether the top level of the cell awaits, which continues on the thread of the cell.</param>
internal readonly record struct CellAwait(Task Task, bool Top)
{
    /// <summary>Throws if the interrupt came before the end of the task.</summary>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public void ThrowIfInterrupted()
    {
        if (Task.IsCompleted)
            return;

        // Observes the exception of the abandoned task.
        _ = Task.ContinueWith(t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new OperationCanceledException(
            "The cell was interrupted. What it waited for may go on.", CellScope.Current?.Cancellation ?? default);
    }

    /// <summary>Schedules the continuation.</summary>
    /// <param name="continuation">The continuation.</param>
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

    /// <summary>Task and interrupt race; the continuation runs once.</summary>
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
