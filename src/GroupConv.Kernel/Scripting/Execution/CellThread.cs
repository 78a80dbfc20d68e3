using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using GroupConv.Kernel.Scripting.Surface;

namespace GroupConv.Kernel.Scripting.Execution;

/// <summary>
/// Runs the code of one cell on the thread that created this object, awaits included, and stops it on an interrupt: at the checks in its
/// code at once, in a wait after a second, and by force if the user interrupts again.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private static readonly TimeSpan WakeAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private static int s_stopping;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _posted = [];
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread _thread = Thread.CurrentThread;
    [SuppressMessage("Usage", "CA2213", Justification = "Cancelled on a thread of its own, which may come after the cell's end.")]
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationToken _interrupt;
    private readonly Action<string> _say;
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private TimeSpan _asked;
    private bool _inCode;
    private int _shields;
    private bool _woken;
    private bool _abandoned;
    private bool _offered;
    private TimeSpan? _forced;
    private bool _ended;

    /// <summary>Uses the current thread.</summary>
    /// <param name="say">Shows a message to the user.</param>
    /// <param name="interrupt">Cancelled when the user interrupts.</param>
    public CellThread(Action<string> say, CancellationToken interrupt)
    {
        (_interrupt, _say) = (interrupt, say);
        if (Volatile.Read(ref s_stopping) == 0)
            CellGuard.Interrupting = false;
        _registration = interrupt.UnsafeRegister(static self => ((CellThread)self!).StartToStop(), this);
    }

    /// <summary>Queues code for the thread, which runs it while the cell waits. Ignored after the end of the cell.</summary>
    /// <param name="code">The code.</param>
    public void Post(Action code)
    {
        lock (_gate)
        {
            if (_ended)
                return;

            _posted.Enqueue(code);
            _signal.Release();
        }
    }

    /// <summary>
    /// Aborts the thread, once the user was told of this choice. The runtime may not survive it: .NET 10 ends the process if the thread is
    /// in certain precompiled loops of the framework.
    /// </summary>
    public void Force()
    {
        lock (_gate)
        {
            if (_ended || !_offered || _forced is not null || _shields > 0)
                return;

            _forced = _asked;
        }

        // Cancel waits until the thread is in code that can be aborted, so it must not run under the lock.
        _ = Task.Run(_abort.Cancel);
    }

    /// <summary>Runs code of the cell to its end, including awaits.</summary>
    /// <param name="start">Starts it.</param>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public object? Run(Func<Task<object?>> start)
    {
        Task<object?>? value = null;
        RunCode(() => value = start());
        _ = value!.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!value.IsCompleted && TakeNext() is { } next)
            RunCode(next);

        return value.IsCompleted
            ? value.GetAwaiter().GetResult()
            : throw new OperationCanceledException("The cell was interrupted. What it waited for may go on.", _interrupt);
    }

    /// <summary>Runs code of the kernel that the cell calls. An abort does not cut it off.</summary>
    /// <param name="code">The code.</param>
    public T Shield<T>(Func<T> code)
    {
        if (Thread.CurrentThread != _thread)
            return code();

        // The runtime does not abort a thread inside a finally block.
        try
        {
        }
        finally
        {
            lock (_gate)
                _shields++;
        }

        T result;
        try
        {
        }
        finally
        {
            try
            {
                result = code();
            }
            finally
            {
                lock (_gate)
                    _shields--;
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        bool woken;
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
            _posted.Clear();
            _signal.Dispose();
            woken = _woken;
        }

        if (_timer is not null)
            Interlocked.Decrement(ref s_stopping);

        // Consumes a Thread.Interrupt that met no wait, before it meets one of the next cell.
        if (woken)
        {
            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
            }
        }
    }

    private void RunCode(Action code)
    {
        lock (_gate)
            _inCode = true;
        try
        {
#pragma warning disable SYSLIB0046 // Obsolete because it may corrupt state; the alternative is a restart, which loses all variables.
            ControlledExecution.Run(code, _abort.Token);
#pragma warning restore SYSLIB0046
        }
        finally
        {
            LeaveCode();
        }
    }

    private void LeaveCode()
    {
        while (true)
        {
            try
            {
                lock (_gate)
                    _inCode = false;
                return;
            }
            catch (ThreadInterruptedException)
            {
            }
        }
    }

    private Action? TakeNext()
    {
        while (true)
        {
            try
            {
                _signal.Wait();
            }
            catch (ThreadInterruptedException)
            {
                // Meant for code that ended meanwhile.
                continue;
            }

            lock (_gate)
                return _posted.TryDequeue(out var next) ? next : _abandoned ? null : Nothing;
        }

        static void Nothing()
        {
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (!_ended)
                _signal.Release();
        }
    }

    private void StartToStop()
    {
        lock (_gate)
        {
            if (_ended)
                return;

            Interlocked.Increment(ref s_stopping);
            CellGuard.Interrupting = true;
            _timer = new Timer(_ => Insist(), null, WakeAfter, Step);
        }
    }

    /// <summary>On the timer thread: the next step of the interrupt, if the ones before had no effect.</summary>
    private void Insist()
    {
        lock (_gate)
        {
            if (_ended)
                return;

            _asked = _asked == default ? WakeAfter : _asked + Step;
            if (!_inCode)
            {
                // It awaits something without a check.
                _abandoned = true;
                _signal.Release();
                return;
            }

            if (_shields > 0)
                return;

            if ((_thread.ThreadState & ThreadState.WaitSleepJoin) != 0)
            {
                _woken = true;
                _thread.Interrupt();
            }

            if (_asked < AskAfter)
                return;
        }

        if (!_offered)
        {
            _offered = true;
            _say("The cell does not stop yet: it is in code without checks. Wait for it; or interrupt once more to abort it by force, "
                + "which may end the kernel and lose all variables.\n");
        }
        else if (_forced is { } since && _asked - since >= GiveUpAfter)
        {
            _forced = TimeSpan.MaxValue;
            _say("The cell cannot be stopped. Wait for its end, or restart the kernel, which loses all variables.\n");
        }
    }
}
