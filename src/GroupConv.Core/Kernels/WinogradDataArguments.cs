namespace GroupConv.Core.Kernels;

/// <summary>Tiles side by side in a row of tiles.</summary>
internal unsafe struct WinogradSegment
{
    /// <summary>For the m + 2 rows of pixels, where they begin in a channel's plane, at the first tile's corner; or <see cref="NoRow"/>.</summary>
    public fixed long Rows[6];

    /// <summary>For each column of pixels all bits, or none where it is to count as zero.</summary>
    public float* Mask;

    /// <summary>Columns of pixels: m · tiles + 2. Whole vectors are read.</summary>
    public nint Columns;

    /// <summary>Where the tiles' columns stand between the halves of the transform: m · the tiles before them.</summary>
    public nint Place;

    /// <summary>A row of zeros.</summary>
    public const long NoRow = long.MinValue;
}

/// <summary>What the data transform of Winograd tiles works on, a channel at a time: positions are the (m + 2)² numbers of a tile. All steps count floats.</summary>
internal unsafe struct WinogradDataArguments
{
    /// <summary>The channel's plane.</summary>
    public float* X;

    /// <summary>From a channel's plane to that of the next one, which will be wanted soon.</summary>
    public nint NextChannel;

    /// <summary>As many zeros as a segment has columns.</summary>
    public float* Zeros;

    public WinogradSegment* Segments;

    public nint SegmentCount;

    /// <summary>
    /// Between the halves of the transform: m + 2 pairs of rows of pixels. The first of a pair has the segments' columns one behind the other, the second
    /// what stands m columns further on in each segment.
    /// </summary>
    public float* Half;

    /// <summary>From one of these rows to the next.</summary>
    public nint HalfRow;

    /// <summary>Tiles of all segments: whole vectors are written.</summary>
    public nint Tiles;

    /// <summary>The channel's transformed tiles at the first position.</summary>
    public float* Destination;

    /// <summary>From one position to the next.</summary>
    public nint DestinationPosition;

    /// <summary>From a channel's to those of one that comes soon.</summary>
    public nint DestinationAhead;
}
