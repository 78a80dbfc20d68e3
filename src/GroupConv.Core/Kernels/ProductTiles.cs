using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The product tile microkernels by lanes, rows and vectors, as function pointers <c>delegate*&lt;ProductArguments*, void&gt;</c>.</summary>
internal static unsafe class ProductTiles
{
    /// <summary>The most vectors of a tile.</summary>
    public const int MostVectors = 3;

    /// <summary>The rows that tiles of so many vectors come in.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to 3.</param>
    public static ReadOnlySpan<int> Rows(int lanes, int vectors) => (lanes == 16, vectors) switch
    {
        (true, 1) => [8, 16, 24],
        (true, 2) => [4, 6, 8, 12],
        (true, _) => [4, 6, 8],
        (false, 1) => [4, 8, 12],
        (false, 2) => [4, 6],
        (false, _) => [4],
    };

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="rows">Of <see cref="Rows"/> for as many vectors or more.</param>
    /// <param name="vectors">1 to 3.</param>
    public static delegate*<ProductArguments*, void> Get(int lanes, int rows, int vectors) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(rows, vectors),
        8 => Get<Lanes256, Vector256<float>>(rows, vectors),
        4 => Get<Lanes128, Vector128<float>>(rows, vectors),
        _ => Get<Lanes32, float>(rows, vectors),
    };

    private static delegate*<ProductArguments*, void> Get<TLanes, TVector>(int rows, int vectors)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => (rows, vectors) switch
        {
            (4, 1) => &ProductTile24<TLanes, TVector>.Run<Is4, Is1>,
            (4, 2) => &ProductTile24<TLanes, TVector>.Run<Is4, Is2>,
            (4, 3) => &ProductTile24<TLanes, TVector>.Run<Is4, Is3>,
            (6, 1) => &ProductTile24<TLanes, TVector>.Run<Is6, Is1>,
            (6, 2) => &ProductTile24<TLanes, TVector>.Run<Is6, Is2>,
            (6, 3) => &ProductTile24<TLanes, TVector>.Run<Is6, Is3>,
            (8, 1) => &ProductTile24<TLanes, TVector>.Run<Is8, Is1>,
            (8, 2) => &ProductTile24<TLanes, TVector>.Run<Is8, Is2>,
            (8, 3) => &ProductTile24<TLanes, TVector>.Run<Is8, Is3>,
            (12, 1) => &ProductTile24<TLanes, TVector>.Run<Is12, Is1>,
            (12, 2) => &ProductTile24<TLanes, TVector>.Run<Is12, Is2>,
            (16, 1) => &ProductTile24<TLanes, TVector>.Run<Is16, Is1>,
            (24, 1) => &ProductTile24<TLanes, TVector>.Run<Is24, Is1>,
            _ => throw new ArgumentOutOfRangeException(nameof(vectors)),
        };
}
