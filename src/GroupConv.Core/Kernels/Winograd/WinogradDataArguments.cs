namespace GroupConv.Core.Kernels.Winograd;

/// <summary>
/// Arguments of the data transform: a rectangle of tiles of one channel. Positions are the (m + 2)² values of a tile. Steps are in floats.
/// </summary>
internal unsafe struct WinogradDataArguments
{
    /// <summary><see cref="IWinogradTransform.DataConstants"/>.</summary>
    public float* Constants;

    /// <summary>The channel's plane.</summary>
    public float* X;

    /// <summary>Distance to the next channel's plane, which is prefetched.</summary>
    public nint NextChannel;

    /// <summary>Per row of pixels: its offset in the plane, at the left edge of the first tile; or <see cref="NoRow"/>.</summary>
    public long* Rows;

    /// <summary>Rows of pixels: m · rows of tiles + 2.</summary>
    public nint RowCount;

    /// <summary>A row of zeros.</summary>
    public float* Zeros;

    /// <summary>Per column of pixels: all bits set, or none if the column counts as zero.</summary>
    public float* Mask;

    /// <summary>Tiles in a row.</summary>
    public nint Columns;

    /// <summary>Tiles in the rectangle; whole vectors are written.</summary>
    public nint Tiles;

    /// <summary>
    /// Intermediate result, between rows and columns: per remainder of a pixel row modulo m and per position in its row (m + 2), one value
    /// per tile, with every m-th pixel row one after the other.
    /// </summary>
    public float* Half;

    /// <summary>Distance between two positions in <see cref="Half"/>.</summary>
    public nint HalfPosition;

    /// <summary>The channel's transformed tiles, at the first position.</summary>
    public float* Destination;

    /// <summary>Distance between two positions in <see cref="Destination"/>.</summary>
    public nint DestinationPosition;

    /// <summary>Distance to the tiles of a later channel, which are prefetched.</summary>
    public nint DestinationAhead;

    /// <summary>A row of zeros.</summary>
    public const long NoRow = long.MinValue;
}
