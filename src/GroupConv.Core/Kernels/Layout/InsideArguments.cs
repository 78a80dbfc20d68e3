namespace GroupConv.Core.Kernels.Layout;

/// <summary>The inside of one phase of padded planes: the rectangle of elements that come from the input. All offsets and steps count floats.</summary>
internal readonly struct InsideArguments
{
    /// <summary>Where the first element stands in an input plane.</summary>
    public nint Source { get; init; }

    public nint SourceRow { get; init; }

    public nint SourcePlane { get; init; }

    /// <summary>Where the first element goes in a padded plane.</summary>
    public nint Destination { get; init; }

    public nint DestinationRow { get; init; }

    public nint DestinationPlane { get; init; }

    public nint Rows { get; init; }

    /// <summary>Elements of a row.</summary>
    public nint Count { get; init; }

    /// <summary>From one element to the next in an input row.</summary>
    public nint Step { get; init; }

    /// <summary>
    /// Whether a row may be written as whole vectors, zeros behind it up to <see cref="PlaneRows.Chunk"/> floats from its start: what follows is zeros
    /// or is copied later.
    /// </summary>
    public bool Overflows { get; init; }
}
