namespace GroupConv.Kernel.Scripting.Execution;

/// <summary>The output that a cell's code uses: throws after an interrupt, and an abort never cuts a message off.</summary>
/// <param name="output">The output.</param>
/// <param name="thread">The cell's thread.</param>
/// <param name="interrupt">Cancelled when the user interrupts.</param>
internal sealed class ShieldedOutput(ICellOutput output, CellThread thread, CancellationToken interrupt) : ICellOutput
{
    /// <inheritdoc/>
    public void Stream(string name, string text) => Send(() => output.Stream(name, text));

    /// <inheritdoc/>
    public void Result(IReadOnlyDictionary<string, object> bundle) => Send(() => output.Result(bundle));

    /// <inheritdoc/>
    public void Display(IReadOnlyDictionary<string, object> bundle, string id) => Send(() => output.Display(bundle, id));

    /// <inheritdoc/>
    public void Update(IReadOnlyDictionary<string, object> bundle, string id) => Send(() => output.Update(bundle, id));

    /// <inheritdoc/>
    public void Clear(bool wait) => Send(() => output.Clear(wait));

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation)
    {
        interrupt.ThrowIfCancellationRequested();
        return thread.Shield(() => output.ReadLine(prompt, password, cancellation));
    }

    private void Send(Action send)
    {
        interrupt.ThrowIfCancellationRequested();
        thread.Shield(() =>
        {
            send();
            return true;
        });
    }
}
