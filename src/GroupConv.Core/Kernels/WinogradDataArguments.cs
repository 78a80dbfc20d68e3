namespace GroupConv.Core.Kernels;

/// <summary>
/// What the data transform of Winograd tiles works on: positions are the (m + 2)² numbers of a tile, lanes are tiles. All steps count floats.
/// </summary>
internal unsafe struct WinogradDataArguments
{
    /// <summary>A row of tiles in a padded plane: the first tile's corner.</summary>
    public float* Source;

    /// <summary>From one row of the padded plane to the next.</summary>
    public nint SourceRow;

    /// <summary>Tiles to transform along the row. Whole vectors are read and written.</summary>
    public nint Tiles;

    /// <summary>Tiles whose rows are transformed, position by position; between the two halves of the transform.</summary>
    public float* Half;

    /// <summary>From one position to the next there.</summary>
    public nint HalfPosition;

    /// <summary>From one channel to the next there.</summary>
    public nint HalfChannel;

    /// <summary>Channels whose columns are transformed at a time.</summary>
    public nint Channels;

    /// <summary>Floats of one channel and position: whole vectors of tiles.</summary>
    public nint Count;

    /// <summary>Transformed tiles: for each position, channel after channel, each <see cref="Count"/> floats.</summary>
    public float* Destination;

    public nint DestinationPosition;
}
