using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The spread tile microkernels by lanes and vectors, as function pointers <c>delegate*&lt;SpreadTileArguments*, void&gt;</c>.</summary>
internal static unsafe class SpreadTiles
{
    /// <summary>The most vectors of a tile.</summary>
    public const int MostVectors = 4;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    public static delegate*<SpreadTileArguments*, void> Get(int lanes, int vectors) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(vectors),
        8 => Get<Lanes256, Vector256<float>>(vectors),
        4 => Get<Lanes128, Vector128<float>>(vectors),
        _ => Get<Lanes32, float>(vectors),
    };

    private static delegate*<SpreadTileArguments*, void> Get<TLanes, TVector>(int vectors)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => vectors switch
        {
            1 => &SpreadTile<TLanes, TVector>.Run<Is1>,
            2 => &SpreadTile<TLanes, TVector>.Run<Is2>,
            3 => &SpreadTile<TLanes, TVector>.Run<Is3>,
            4 => &SpreadTile<TLanes, TVector>.Run<Is4>,
            _ => throw new ArgumentOutOfRangeException(nameof(vectors)),
        };
}
