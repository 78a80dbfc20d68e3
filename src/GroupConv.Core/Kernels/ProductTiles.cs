using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The product tile microkernels by lanes, vectors and numbers, as function pointers <c>delegate*&lt;ProductArguments*, void&gt;</c>.</summary>
internal static unsafe class ProductTiles
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
    public static delegate*<ProductArguments*, void> Get(int lanes, int vectors, int numbers) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(vectors, numbers),
        8 => Get<Lanes256, Vector256<float>>(vectors, numbers),
        4 => Get<Lanes128, Vector128<float>>(vectors, numbers),
        _ => Get<Lanes32, float>(vectors, numbers),
    };

    private static delegate*<ProductArguments*, void> Get<TLanes, TVector>(int vectors, int numbers)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => vectors == 1 ? Get<TLanes, TVector, Is1>(numbers) : Get<TLanes, TVector, Is2>(numbers);

    private static delegate*<ProductArguments*, void> Get<TLanes, TVector, TVectors>(int numbers)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TVectors : IConstant => numbers switch
        {
            1 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is1>,
            2 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is2>,
            3 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is3>,
            4 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is4>,
            5 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is5>,
            6 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is6>,
            7 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is7>,
            8 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is8>,
            9 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is9>,
            10 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is10>,
            11 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is11>,
            12 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is12>,
            13 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is13>,
            14 => &ProductTile2x14<TLanes, TVector>.Run<TVectors, Is14>,
            _ => throw new ArgumentOutOfRangeException(nameof(numbers)),
        };
}
