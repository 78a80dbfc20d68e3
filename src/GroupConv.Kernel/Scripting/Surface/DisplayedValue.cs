namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>A value that was displayed, and can be replaced where it stands.</summary>
public sealed class DisplayedValue
{
    internal DisplayedValue(string id) => Id = id;

    /// <summary>Names the output: Jupyter's display_id.</summary>
    public string Id { get; }

    /// <summary>Shows another value in its place, also from a later cell.</summary>
    /// <param name="value">The value.</param>
    public void Update(object? value)
    {
        var scope = CellScope.Required;
        scope.Cancellation.ThrowIfCancellationRequested();
        scope.Output.Update(ValueBundle.Of(value), Id);
    }
}
