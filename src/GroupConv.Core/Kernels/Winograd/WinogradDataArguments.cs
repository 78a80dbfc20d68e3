namespace GroupConv.Core.Kernels.Winograd;

/// <summary>
/// What the data transform of Winograd tiles works on: a rectangle of tiles of one channel. Positions are the (m + 2)² numbers of a tile. All steps count floats.
/// </summary>
internal unsafe struct WinogradDataArguments
{
    /// <summary><see cref="IWinogradTransform.DataConstants"/>.</summary>
    public float* Constants;

    /// <summary>The channel's plane.</summary>
    public float* X;

    /// <summary>From a channel's plane to that of the next one, which will be wanted soon.</summary>
    public nint NextChannel;

    /// <summary>For each row of pixels, where it begins in the plane, at the first tile's left side; or <see cref="NoRow"/>.</summary>
    public long* Rows;

    /// <summary>Rows of pixels: m · rows of tiles + 2.</summary>
    public nint RowCount;

    /// <summary>A row of zeros.</summary>
    public float* Zeros;

    /// <summary>For each column of pixels all bits, or none where it is to count as zero.</summary>
    public float* Mask;

    /// <summary>Tiles of a row.</summary>
    public nint Columns;

    /// <summary>Tiles of the rectangle. Whole vectors are written.</summary>
    public nint Tiles;

    /// <summary>
    /// Between the halves of the transform: for each remainder of a row of pixels by m, m + 2 positions in its row, each of which has a number for each tile: every
    /// m-th row of pixels, one behind the other.
    /// </summary>
    public float* Half;

    /// <summary>From one position to the next there.</summary>
    public nint HalfPosition;

    /// <summary>The channel's transformed tiles at the first position.</summary>
    public float* Destination;

    /// <summary>From one position to the next.</summary>
    public nint DestinationPosition;

    /// <summary>From a channel's to those of one that comes soon.</summary>
    public nint DestinationAhead;

    /// <summary>A row of zeros.</summary>
    public const long NoRow = long.MinValue;
}
