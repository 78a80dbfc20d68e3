using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>An awaitable task; an interrupt ends the wait.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly struct CellAwaitable
{
    private readonly CellAwait _await;

    internal CellAwaitable(Task task, bool top) => _await = new(task, top);

    /// <summary>For the compiler.</summary>
    public Awaiter GetAwaiter() => new(_await);

    /// <summary>For the compiler.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly CellAwait _await;

        internal Awaiter(CellAwait wait) => _await = wait;

        /// <summary>Whether there is nothing to wait for.</summary>
        public bool IsCompleted => _await.Task.IsCompleted;

        /// <summary>The end of the wait.</summary>
        public void GetResult()
        {
            _await.ThrowIfInterrupted();
            _await.Task.GetAwaiter().GetResult();
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _await.OnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _await.OnCompleted(continuation);
    }
}

/// <summary>An awaitable task with a value; an interrupt ends the wait.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public readonly struct CellAwaitable<T>
{
    private readonly CellAwait _await;

    internal CellAwaitable(Task<T> task, bool top) => _await = new(task, top);

    /// <summary>For the compiler.</summary>
    public Awaiter GetAwaiter() => new(_await);

    /// <summary>For the compiler.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly CellAwait _await;

        internal Awaiter(CellAwait wait) => _await = wait;

        /// <summary>Whether there is nothing to wait for.</summary>
        public bool IsCompleted => _await.Task.IsCompleted;

        /// <summary>The end of the wait.</summary>
        public T GetResult()
        {
            _await.ThrowIfInterrupted();
            return ((Task<T>)_await.Task).GetAwaiter().GetResult();
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _await.OnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _await.OnCompleted(continuation);
    }
}
