namespace GroupConv.Core.Kernels.Strips;

/// <summary>
/// Arguments of a strip tile: a vector of output columns × a few rows × a few output channels; output (channel c, row r) = bias[c] + Σ over
/// runs and their taps j of weight[run][j][c] · source[tile + run + (r + j) rows]. Offsets and steps are in floats.
/// </summary>
internal unsafe struct StripTileArguments
{
    /// <summary>Input planes: padded, or the input itself with masks and row limits.</summary>
    public float* Source;

    /// <summary>Distance between two rows of a tile, and between two taps of a run.</summary>
    public nint SourceRowStep;

    /// <summary>The same distance in rows of a plane.</summary>
    public nint RowStep;

    /// <summary>The row of a plane at <see cref="Source"/>; negative if above the plane.</summary>
    public nint FirstRow;

    /// <summary>Rows of a plane; rows above and below are zero and not read.</summary>
    public nint Rows;

    /// <summary>Masks of a vector's lanes, if the columns outside a row must not be read.</summary>
    public float* Masks;

    public StripTileRun* Runs;

    public nint RunCount;

    /// <summary>One value per run, tap and channel.</summary>
    public float* Weight;

    /// <summary>One value per channel.</summary>
    public float* Bias;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    /// <summary>The tiles. Each writes whole vectors, row after row.</summary>
    public StripTilePlace* Tiles;

    public nint TileCount;
}

/// <summary>Position of a strip tile, in floats.</summary>
/// <param name="Source">Offset of its first row's first tap in the planes.</param>
/// <param name="Destination">Offset in the output.</param>
/// <param name="Row">Its first row.</param>
/// <param name="Masks">Offset of the masks of its columns.</param>
internal readonly record struct StripTilePlace(int Source, int Destination, int Row, int Masks);

/// <summary>A run of taps of a filter's column.</summary>
/// <param name="Source">Distance from the first run, in floats.</param>
/// <param name="Row">The same distance in rows of a plane.</param>
/// <param name="Mask">Offset of its mask among those of a tile's columns.</param>
/// <param name="IsFull">0 if it is one tap shorter than a full run.</param>
internal readonly record struct StripTileRun(int Source, int Row, int Mask, int IsFull);
