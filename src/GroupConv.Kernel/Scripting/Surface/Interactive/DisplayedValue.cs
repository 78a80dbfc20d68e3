using GroupConv.Kernel.Scripting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A displayed value, which can be updated in place.</summary>
public sealed class DisplayedValue
{
    private readonly IReadOnlyList<string> _mimeTypes;

    internal DisplayedValue(string id, IReadOnlyList<string> mimeTypes) => (DisplayId, _mimeTypes) = (id, mimeTypes);

    /// <summary>Jupyter's display_id.</summary>
    public string DisplayId { get; }

    /// <summary>Replaces the displayed value, also from a later cell.</summary>
    /// <param name="updatedValue">The new value, in the MIME types of the first one.</param>
    public void Update(object? updatedValue) => CellScope.Required.Update(DisplayId, updatedValue, _mimeTypes);
}
