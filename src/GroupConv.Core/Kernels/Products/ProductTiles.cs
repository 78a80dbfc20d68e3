using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels.Products;

/// <summary>Product tiles, found by lanes, vectors and numbers, as <c>delegate*&lt;ProductArguments*, void&gt;</c>.</summary>
internal static unsafe partial class ProductTiles
{
    /// <summary>Maximum vectors of a tile.</summary>
    public const int MostVectors = 2;

    /// <summary>Maximum scalars of a tile whose accumulators, vectors and one scalar fit the registers.</summary>
    /// <param name="registers">Vector registers: 16 or 32.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    public static int MostNumbers(int registers, int vectors) => registers >= 32 ? 14 : vectors == 1 ? 12 : 6;

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    /// <param name="numbers">1 to <see cref="MostNumbers"/>.</param>
    public static partial delegate*<ProductArguments*, void> Get(int lanes, int vectors, int numbers);
}
