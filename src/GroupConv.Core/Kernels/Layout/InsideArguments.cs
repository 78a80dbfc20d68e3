namespace GroupConv.Core.Kernels.Layout;

/// <summary>
/// The inside of one phase of padded planes: the rectangle of elements that are copied from the input. Offsets and steps are in floats.
/// </summary>
internal readonly struct InsideArguments
{
    /// <summary>Offset of the first element in an input plane.</summary>
    public nint Source { get; init; }

    public nint SourceRow { get; init; }

    public nint SourcePlane { get; init; }

    /// <summary>Offset of the first element in a padded plane.</summary>
    public nint Destination { get; init; }

    public nint DestinationRow { get; init; }

    public nint DestinationPlane { get; init; }

    public nint Rows { get; init; }

    /// <summary>Number of elements of a row.</summary>
    public nint Count { get; init; }

    /// <summary>Distance between two elements of an input row.</summary>
    public nint Step { get; init; }

    /// <summary>
    /// Whether a row may be written as whole vectors, with zeros up to <see cref="PlaneRows.Chunk"/> floats from its start: whatever
    /// follows it is zero or is copied later.
    /// </summary>
    public bool Overflows { get; init; }
}
