using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The pixel tile microkernels by lanes, channels and vectors, as function pointers <c>delegate*&lt;TileArguments*, void&gt;</c>.</summary>
internal static unsafe class PixelTiles
{
    /// <summary>The most vectors of a tile of so many channels.</summary>
    /// <param name="channels">Output channels, 1 to 8.</param>
    public static int MostVectors(int channels) => channels switch { 1 => 8, 2 => 6, _ => 3 };

    /// <summary>The most output channels of a tile: vectors of 16 lanes come with 32 registers, others with 16.</summary>
    public static int MostChannels(int lanes) => lanes == 16 ? 8 : 4;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Output channels, 1 to 8.</param>
    /// <param name="vectors">Vectors of pixels, 1 to <see cref="MostVectors"/>.</param>
    public static delegate*<TileArguments*, void> Get(int lanes, int channels, int vectors) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(channels, vectors),
        8 => Get<Lanes256, Vector256<float>>(channels, vectors),
        4 => Get<Lanes128, Vector128<float>>(channels, vectors),
        _ => Get<Lanes32, float>(channels, vectors),
    };

    private static delegate*<TileArguments*, void> Get<TLanes, TVector>(int channels, int vectors)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => (channels, vectors) switch
        {
            (1, 1) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is1>,
            (1, 2) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is2>,
            (1, 3) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is3>,
            (1, 4) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is4>,
            (1, 5) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is5>,
            (1, 6) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is6>,
            (1, 7) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is7>,
            (1, 8) => &PixelTile2x8<TLanes, TVector>.Run<Is1, Is8>,
            (2, 1) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is1>,
            (2, 2) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is2>,
            (2, 3) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is3>,
            (2, 4) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is4>,
            (2, 5) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is5>,
            (2, 6) => &PixelTile2x8<TLanes, TVector>.Run<Is2, Is6>,
            (3, 1) => &PixelTile4x3<TLanes, TVector>.Run<Is3, Is1>,
            (3, 2) => &PixelTile4x3<TLanes, TVector>.Run<Is3, Is2>,
            (3, 3) => &PixelTile4x3<TLanes, TVector>.Run<Is3, Is3>,
            (4, 1) => &PixelTile4x3<TLanes, TVector>.Run<Is4, Is1>,
            (4, 2) => &PixelTile4x3<TLanes, TVector>.Run<Is4, Is2>,
            (4, 3) => &PixelTile4x3<TLanes, TVector>.Run<Is4, Is3>,
            (5, 1) => &PixelTile8x3<TLanes, TVector>.Run<Is5, Is1>,
            (5, 2) => &PixelTile8x3<TLanes, TVector>.Run<Is5, Is2>,
            (5, 3) => &PixelTile8x3<TLanes, TVector>.Run<Is5, Is3>,
            (6, 1) => &PixelTile8x3<TLanes, TVector>.Run<Is6, Is1>,
            (6, 2) => &PixelTile8x3<TLanes, TVector>.Run<Is6, Is2>,
            (6, 3) => &PixelTile8x3<TLanes, TVector>.Run<Is6, Is3>,
            (7, 1) => &PixelTile8x3<TLanes, TVector>.Run<Is7, Is1>,
            (7, 2) => &PixelTile8x3<TLanes, TVector>.Run<Is7, Is2>,
            (7, 3) => &PixelTile8x3<TLanes, TVector>.Run<Is7, Is3>,
            (8, 1) => &PixelTile8x3<TLanes, TVector>.Run<Is8, Is1>,
            (8, 2) => &PixelTile8x3<TLanes, TVector>.Run<Is8, Is2>,
            (8, 3) => &PixelTile8x3<TLanes, TVector>.Run<Is8, Is3>,
            _ => throw new ArgumentOutOfRangeException(nameof(vectors)),
        };
}
