namespace GroupConv.Core.Kernels.Products;

/// <summary>
/// What a product tile microkernel works on: a product of two matrices that lie in memory as it reads them, destination[n][v] = Σ_k left[k][n] · right[k][v], where
/// n are single numbers and v vectors. All steps count floats.
/// </summary>
internal unsafe struct ProductArguments
{
    /// <summary>The numbers of the first tile, side by side, for the first k; the next tile's stand behind them.</summary>
    public float* Left;

    /// <summary>From one k to the next.</summary>
    public nint LeftStride;

    /// <summary>How many tiles there are.</summary>
    public nint Tiles;

    /// <summary>The vectors of all tiles: for each k side by side, and k after k.</summary>
    public float* Right;

    /// <summary>How many k there are, at least 1.</summary>
    public nint Depth;

    public float* Destination;

    /// <summary>From one number n to the next, also from tile to tile.</summary>
    public nint DestinationStride;

    /// <summary>From one vector v to the next.</summary>
    public nint DestinationVector;
}
