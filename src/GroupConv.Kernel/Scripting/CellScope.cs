using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting;

/// <summary>The cell that the current flow of execution belongs to. It flows into the tasks and threads that a cell starts.</summary>
/// <param name="output">Where its output goes.</param>
/// <param name="cancellation">Cancelled when the user interrupts it.</param>
/// <param name="post">Runs code on its thread while it waits; does nothing once it has ended. Null where it has no thread of its own.</param>
internal sealed class CellScope(ICellOutput output, CancellationToken cancellation, Action<Action>? post = null)
{
    /// <summary>How long checks leave code alone that an interrupt ended, so that its finally blocks can call functions of the cell.</summary>
    private const long CleaningUp = 100;

    private static readonly AsyncLocal<CellScope?> Ambient = new();
    private static CellScope? s_latest;
    private long _stopped;

    /// <summary>The cell, or the latest one where the flow was lost; null before the first.</summary>
    public static CellScope? Current => Ambient.Value ?? Volatile.Read(ref s_latest);

    /// <summary>Where its output goes.</summary>
    public ICellOutput Output { get; } = output;

    /// <summary>Cancelled when the user interrupts it.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Runs code on the cell's thread.</summary>
    public Action<Action>? Post { get; } = post;

    /// <summary>The cell, for what only a cell can do.</summary>
    public static CellScope Required => Current ?? throw new InvalidOperationException("No cell is running.");

    /// <summary>Makes this the cell of the current flow.</summary>
    public void Enter()
    {
        Ambient.Value = this;
        Volatile.Write(ref s_latest, this);
    }

    /// <summary>Ends code of the cell once the user interrupts it.</summary>
    /// <exception cref="OperationCanceledException">The user does.</exception>
    public void Stop()
    {
        if (!Cancellation.IsCancellationRequested)
            return;

        var now = Environment.TickCount64;
        var first = Interlocked.CompareExchange(ref _stopped, now, 0);
        if (first == 0 || now - first > CleaningUp)
            throw new OperationCanceledException(Cancellation);
    }

    /// <summary>Shows a value and gives what updates it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The forms to show it in; none for those that are preferred for its type.</param>
    public DisplayedValue Display(object? value, params IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        return DisplayData(ValueBundle.Of(value, mimeTypes), mimeTypes);
    }

    /// <summary>Shows data and gives what updates it.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="mimeTypes">The forms that values are shown in which come in its place; none for the preferred ones.</param>
    public DisplayedValue DisplayData(IReadOnlyDictionary<string, object> bundle, params IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        Output.Display(bundle, shown.DisplayId);
        return shown;
    }

    /// <summary>Shows another value where one was shown.</summary>
    /// <param name="id">The output's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">As for <see cref="Display"/>.</param>
    public void Update(string id, object? value, IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        Output.Update(ValueBundle.Of(value, mimeTypes), id);
    }

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="password">Whether to hide what is typed.</param>
    public string Ask(string prompt, bool password) => Output.ReadLine(prompt, password, Cancellation);
}
