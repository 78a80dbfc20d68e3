using GroupConv.Kernel.Scripting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value that was displayed, and can be replaced where it stands.</summary>
public sealed class DisplayedValue
{
    private readonly IReadOnlyList<string> _mimeTypes;

    internal DisplayedValue(string id, IReadOnlyList<string> mimeTypes) => (DisplayId, _mimeTypes) = (id, mimeTypes);

    /// <summary>Names the output: Jupyter's display_id.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in its place, also from a later cell.</summary>
    /// <param name="updatedValue">The value, shown in the MIME types that the first one was asked for in.</param>
    public void Update(object? updatedValue) => CellScope.Required.Update(DisplayId, updatedValue, _mimeTypes);
}
