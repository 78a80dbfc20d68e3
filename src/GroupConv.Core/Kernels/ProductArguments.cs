namespace GroupConv.Core.Kernels;

/// <summary>
/// What a product tile microkernel works on: a product of two matrices that lie in memory as it reads them, destination[i][t] = Σ_k left[k][i] · right[k][t].
/// All steps count floats.
/// </summary>
internal unsafe struct ProductArguments
{
    /// <summary>Blocks of as many rows i as a tile has: for each k, the numbers of the block side by side; block after block.</summary>
    public float* Left;

    /// <summary>How many blocks there are.</summary>
    public nint Blocks;

    /// <summary>The vectors of a tile, for the first k.</summary>
    public float* Right;

    /// <summary>From one k to the next.</summary>
    public nint RightStride;

    /// <summary>How many k there are, at least 1.</summary>
    public nint Depth;

    public float* Destination;

    /// <summary>From one row i to the next, also across blocks.</summary>
    public nint DestinationStride;
}
