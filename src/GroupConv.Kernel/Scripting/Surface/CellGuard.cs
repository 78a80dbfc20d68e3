using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>What the kernel puts into cells' own code: checks whether the user interrupts, and whether the stack has room. Not for use by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellGuard
{
    private static volatile bool s_interrupting;

    /// <summary>Whether checks look closer: set from the interrupt of a cell until the next cell starts.</summary>
    internal static bool Interrupting
    {
        get => s_interrupting;
        set => s_interrupting = value;
    }

    /// <summary>In each turn of a loop, and at the start of a function that calls nothing.</summary>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the code is of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (s_interrupting)
            Stop();
    }

    /// <summary>At the start of a function.</summary>
    /// <exception cref="InsufficientExecutionStackException">The recursion is too deep.</exception>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the function is of.</exception>
    public static void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Poll();
    }

    /// <summary>Around what a query's clause computes.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">It.</param>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the query is of.</exception>
    public static T Polled<T>(T value)
    {
        Poll();
        return value;
    }

    /// <summary>In the place of <see cref="Environment.Exit"/>, which would end the notebook with all its variables.</summary>
    /// <param name="exitCode">The program's exit code.</param>
    /// <exception cref="CellExitException">Always.</exception>
    public static void Exit(int exitCode) => throw new CellExitException(exitCode);

    /// <summary>Around what is awaited, so that an interrupt ends the wait.</summary>
    /// <param name="task">What is awaited.</param>
    /// <param name="top">Whether by the cell itself, which goes on on its thread, not by a function of it.</param>
    public static CellAwaitable Await(Task task, bool top) => new(task, top);

    /// <inheritdoc cref="Await(Task, bool)"/>
    public static CellAwaitable<T> Await<T>(Task<T> task, bool top) => new(task, top);

    /// <inheritdoc cref="Await(Task, bool)"/>
    public static CellAwaitable Await(ValueTask task, bool top) => new(task.AsTask(), top);

    /// <inheritdoc cref="Await(Task, bool)"/>
    public static CellAwaitable<T> Await<T>(ValueTask<T> task, bool top) => new(task.AsTask(), top);

    /// <inheritdoc cref="Await(Task, bool)"/>
    public static CellAwaitable Await(ConfiguredTaskAwaitable task, bool top)
    {
        return new(Wait(task), top);

        static async Task Wait(ConfiguredTaskAwaitable task) => await task;
    }

    /// <inheritdoc cref="Await(Task, bool)"/>
    public static CellAwaitable<T> Await<T>(ConfiguredTaskAwaitable<T> task, bool top)
    {
        return new(Wait(task), top);

        static async Task<T> Wait(ConfiguredTaskAwaitable<T> task) => await task;
    }

    /// <summary>What is no task is awaited as it is.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="awaitable">What is awaited.</param>
    /// <param name="top">As in the others.</param>
    public static T Await<T>(T awaitable, bool top)
        where T : allows ref struct => awaitable;

    private static void Stop() => CellScope.Current?.Stop();
}
