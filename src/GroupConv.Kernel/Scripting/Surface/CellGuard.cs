using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>The calls that the kernel inserts into cells: checks for an interrupt and for stack space. Not for use by hand.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellGuard
{
    private static volatile bool s_interrupting;

    /// <summary>Whether an interrupt is pending: set from the interrupt of a cell until the next cell starts.</summary>
    internal static bool Interrupting
    {
        get => s_interrupting;
        set => s_interrupting = value;
    }

    /// <summary>Inserted into loop bodies, and into functions that call nothing.</summary>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the code is of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Poll()
    {
        if (s_interrupting)
            Stop();
    }

    /// <summary>Inserted at the start of functions.</summary>
    /// <exception cref="InsufficientExecutionStackException">The recursion is too deep.</exception>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the function is of.</exception>
    public static void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Poll();
    }

    /// <summary>Inserted around the expressions of query clauses.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="OperationCanceledException">The user interrupts the cell that the query is of.</exception>
    public static T Polled<T>(T value)
    {
        Poll();
        return value;
    }

    /// <summary>Inserted around a culture that a cell makes the current one, so that later cells have it, too.</summary>
    /// <param name="culture">The culture.</param>
    /// <param name="language">Whether it is the one for texts, CurrentUICulture.</param>
    public static CultureInfo Culture(CultureInfo culture, bool language)
    {
        if (culture is not null)
            CellScope.Current?.Culture?.Keep(culture, language);
        return culture!;
    }

    /// <summary>Replaces <see cref="Environment.Exit"/>, which would end the kernel.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <exception cref="CellExitException">Always.</exception>
    public static void Exit(int exitCode) => throw new CellExitException(exitCode);

    /// <summary>Inserted around awaited expressions, so that an interrupt ends the wait.</summary>
    /// <param name="task">The task.</param>
    /// <param name="top">Whether the await is at the top level of the cell, not in a function.</param>
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

    /// <summary>Awaitables that are not tasks are awaited as they are.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="awaitable">The awaitable.</param>
    /// <param name="top">Not used.</param>
    public static T Await<T>(T awaitable, bool top)
        where T : allows ref struct => awaitable;

    private static void Stop() => CellScope.Current?.Stop();
}
