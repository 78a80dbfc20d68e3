using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting;

/// <summary>The cell of the current execution context. It flows into the tasks and threads that the cell starts.</summary>
/// <param name="output">Its output.</param>
/// <param name="cancellation">Cancelled when the user interrupts it.</param>
/// <param name="post">Runs code on its thread while it waits; ignored after its end. Null if it has no thread of its own.</param>
/// <param name="culture">The cultures of the notebook.</param>
internal sealed class CellScope(
    ICellOutput output, CancellationToken cancellation, Action<Action>? post = null, CellCulture? culture = null)
{
    /// <summary>
    /// The time, in ms, of the clock and of processors, in which the finally blocks of an interrupted cell may call its functions.
    /// </summary>
    private const long CleaningUp = 100;
    private const long LongestCleaningUp = 1000;

    private static readonly AsyncLocal<CellScope?> Ambient = new();
    private static CellScope? s_latest;
    private long _stopped;
    private long _spent;

    /// <summary>The current cell; the latest one if the execution context was lost; null before the first.</summary>
    public static CellScope? Current => Ambient.Value ?? Volatile.Read(ref s_latest);

    /// <summary>Its output.</summary>
    public ICellOutput Output { get; } = output;

    /// <summary>Cancelled when the user interrupts it.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Runs code on its thread.</summary>
    public Action<Action>? Post { get; } = post;

    /// <summary>The cultures of the notebook.</summary>
    public CellCulture? Culture { get; } = culture;

    /// <summary>The current cell; throws if there is none.</summary>
    public static CellScope Required => Current ?? throw new InvalidOperationException("No cell is running.");

    /// <summary>Makes this the current cell.</summary>
    public void Enter()
    {
        Ambient.Value = this;
        Volatile.Write(ref s_latest, this);
    }

    /// <summary>Throws if the user interrupted the cell.</summary>
    /// <exception cref="OperationCanceledException">The cell is interrupted.</exception>
    public void Stop()
    {
        if (!Cancellation.IsCancellationRequested)
            return;

        long now = Environment.TickCount64;
        long spent = (long)Environment.CpuUsage.TotalTime.TotalMilliseconds;
        long first = Interlocked.CompareExchange(ref _stopped, now, 0);
        if (first == 0)
            Volatile.Write(ref _spent, spent);

        // On a busy machine a block that cleans up may hardly have run in this time.
        if (first == 0 || now - first > LongestCleaningUp || (now - first > CleaningUp && spent - Volatile.Read(ref _spent) > CleaningUp))
            throw new OperationCanceledException(Cancellation);
    }

    /// <summary>Displays a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones of its type.</param>
    /// <returns>A handle that updates the output.</returns>
    public DisplayedValue Display(object? value, params IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        return DisplayData(ValueBundle.Of(value, mimeTypes), mimeTypes);
    }

    /// <summary>Displays a MIME bundle.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="mimeTypes">The MIME types of later updates; none for the preferred ones.</param>
    /// <returns>A handle that updates the output.</returns>
    public DisplayedValue DisplayData(IReadOnlyDictionary<string, object> bundle, params IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        var shown = new DisplayedValue(Guid.NewGuid().ToString("N"), mimeTypes);
        Output.Display(bundle, shown.DisplayId);
        return shown;
    }

    /// <summary>Updates an output.</summary>
    /// <param name="id">The display id.</param>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">As for <see cref="Display"/>.</param>
    public void Update(string id, object? value, IReadOnlyList<string> mimeTypes)
    {
        Cancellation.ThrowIfCancellationRequested();
        Output.Update(ValueBundle.Of(value, mimeTypes), id);
    }

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="password">Whether to hide the input.</param>
    public string Ask(string prompt, bool password) => Output.ReadLine(prompt, password, Cancellation);
}
