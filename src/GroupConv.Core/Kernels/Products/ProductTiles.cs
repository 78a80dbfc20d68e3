using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels.Products;

/// <summary>The product tile microkernels by lanes, vectors and numbers, as function pointers <c>delegate*&lt;ProductArguments*, void&gt;</c>.</summary>
internal static unsafe partial class ProductTiles
{
    /// <summary>The most vectors of a tile.</summary>
    public const int MostVectors = 2;

    /// <summary>The most numbers of a tile, so that its accumulators, vectors and a number stay in registers.</summary>
    /// <param name="registers">Vector registers of the machine: 16 or 32.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    public static int MostNumbers(int registers, int vectors) => registers >= 32 ? 14 : vectors == 1 ? 12 : 6;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    /// <param name="numbers">1 to <see cref="MostNumbers"/>.</param>
    public static partial delegate*<ProductArguments*, void> Get(int lanes, int vectors, int numbers);
}
