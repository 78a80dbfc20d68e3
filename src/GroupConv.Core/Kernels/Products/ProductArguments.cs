namespace GroupConv.Core.Kernels.Products;

/// <summary>
/// Arguments of a product tile: a matrix product of packed operands, destination[n][v] = Σ_k left[k][n] · right[k][v], where n counts
/// scalars and v counts vectors. Steps are in floats.
/// </summary>
internal unsafe struct ProductArguments
{
    /// <summary>Per k the scalars of all tiles, tile after tile.</summary>
    public float* Left;

    /// <summary>Distance between two k in <see cref="Left"/>.</summary>
    public nint LeftStride;

    /// <summary>Number of tiles.</summary>
    public nint Tiles;

    /// <summary>Per k the vectors, which all tiles share.</summary>
    public float* Right;

    /// <summary>Number of k, at least 1.</summary>
    public nint Depth;

    public float* Destination;

    /// <summary>Distance between two n, within and across tiles.</summary>
    public nint DestinationStride;

    /// <summary>Distance between two v.</summary>
    public nint DestinationVector;
}
