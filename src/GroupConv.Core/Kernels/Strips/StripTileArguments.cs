namespace GroupConv.Core.Kernels.Strips;

/// <summary>
/// What a strip tile microkernel works on. A tile is a vector of output columns on a few rows, for a few output channels; output (channel c, row r) =
/// bias[c] + Σ over runs and their taps j of weight[run][j][c] · source[tile + run + (r + j) rows]. All offsets and steps count floats.
/// </summary>
internal unsafe struct StripTileArguments
{
    /// <summary>Input planes: padded, or the input itself, where masks and rows tell what lies around it.</summary>
    public float* Source;

    /// <summary>From one row of a tile, and one tap of a run, to the next.</summary>
    public nint SourceRowStep;

    /// <summary>The same in rows of a plane.</summary>
    public nint RowStep;

    /// <summary>The row of a plane at <see cref="Source"/>, which may be one above it.</summary>
    public nint FirstRow;

    /// <summary>Rows of a plane: those above and below are zeros, and not read.</summary>
    public nint Rows;

    /// <summary>Masks of a vector's lanes, where what lies beside a row is zeros and must not be read.</summary>
    public float* Masks;

    public StripTileRun* Runs;

    public nint RunCount;

    /// <summary>Run by run and tap by tap, one number for each channel.</summary>
    public float* Weight;

    /// <summary>One number for each channel.</summary>
    public float* Bias;

    /// <summary>The first channel's output.</summary>
    public float* Destination;

    public nint DestinationChannelStep;

    public nint DestinationRowStep;

    /// <summary>The tiles. One writes whole vectors, its rows upwards.</summary>
    public StripTilePlace* Tiles;

    public nint TileCount;
}

/// <summary>Where a strip tile reads and writes, in floats.</summary>
/// <param name="Source">Where its first row's first tap lies in the planes.</param>
/// <param name="Destination">Where it goes.</param>
/// <param name="Row">Its first row.</param>
/// <param name="Masks">Where the masks of its columns stand.</param>
internal readonly record struct StripTilePlace(int Source, int Destination, int Row, int Masks);

/// <summary>A run of taps of a filter's column.</summary>
/// <param name="Source">Its distance from the first run, in floats.</param>
/// <param name="Row">The same in rows of a plane.</param>
/// <param name="Mask">Where its mask stands among those of a tile's columns.</param>
/// <param name="IsFull">0 where it is one tap shorter than a full run.</param>
internal readonly record struct StripTileRun(int Source, int Row, int Mask, int IsFull);
