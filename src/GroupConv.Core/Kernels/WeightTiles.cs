using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The weight tile microkernels whose vectors hold pixels of a row, by lanes, channels and taps, as function pointers <c>delegate*&lt;WeightTileArguments*, void&gt;</c>.</summary>
internal static unsafe class WeightTiles
{
    /// <summary>The most channels of a tile.</summary>
    public const int MostChannels = 4;

    /// <summary>The most taps of a tile of so many channels: their sums leave registers for what is loaded.</summary>
    public static int MostTaps(int channels) => VectorUnit.Registers >= 32
        ? channels switch { 1 => 9, 2 => 9, 3 => 8, _ => 6 }
        : channels switch { 1 => 9, 2 => 6, 3 => 4, _ => 3 };

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<WeightTileArguments*, void> Get(int lanes, int channels, int taps) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(channels, taps),
        8 => Get<Lanes256, Vector256<float>>(channels, taps),
        4 => Get<Lanes128, Vector128<float>>(channels, taps),
        _ => Get<Lanes32, float>(channels, taps),
    };

    private static delegate*<WeightTileArguments*, void> Get<TLanes, TVector>(int channels, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => (channels, taps) switch
        {
            (1, 1) => &WeightTile1x9<TLanes, TVector>.Run<Is1>,
            (1, 2) => &WeightTile1x9<TLanes, TVector>.Run<Is2>,
            (1, 3) => &WeightTile1x9<TLanes, TVector>.Run<Is3>,
            (1, 4) => &WeightTile1x9<TLanes, TVector>.Run<Is4>,
            (1, 5) => &WeightTile1x9<TLanes, TVector>.Run<Is5>,
            (1, 6) => &WeightTile1x9<TLanes, TVector>.Run<Is6>,
            (1, 7) => &WeightTile1x9<TLanes, TVector>.Run<Is7>,
            (1, 8) => &WeightTile1x9<TLanes, TVector>.Run<Is8>,
            (1, 9) => &WeightTile1x9<TLanes, TVector>.Run<Is9>,
            (2, 1) => &WeightTile2x9<TLanes, TVector>.Run<Is1>,
            (2, 2) => &WeightTile2x9<TLanes, TVector>.Run<Is2>,
            (2, 3) => &WeightTile2x9<TLanes, TVector>.Run<Is3>,
            (2, 4) => &WeightTile2x9<TLanes, TVector>.Run<Is4>,
            (2, 5) => &WeightTile2x9<TLanes, TVector>.Run<Is5>,
            (2, 6) => &WeightTile2x9<TLanes, TVector>.Run<Is6>,
            (2, 7) => &WeightTile2x9<TLanes, TVector>.Run<Is7>,
            (2, 8) => &WeightTile2x9<TLanes, TVector>.Run<Is8>,
            (2, 9) => &WeightTile2x9<TLanes, TVector>.Run<Is9>,
            (3, 1) => &WeightTile3x8<TLanes, TVector>.Run<Is1>,
            (3, 2) => &WeightTile3x8<TLanes, TVector>.Run<Is2>,
            (3, 3) => &WeightTile3x8<TLanes, TVector>.Run<Is3>,
            (3, 4) => &WeightTile3x8<TLanes, TVector>.Run<Is4>,
            (3, 5) => &WeightTile3x8<TLanes, TVector>.Run<Is5>,
            (3, 6) => &WeightTile3x8<TLanes, TVector>.Run<Is6>,
            (3, 7) => &WeightTile3x8<TLanes, TVector>.Run<Is7>,
            (3, 8) => &WeightTile3x8<TLanes, TVector>.Run<Is8>,
            (4, 1) => &WeightTile4x6<TLanes, TVector>.Run<Is1>,
            (4, 2) => &WeightTile4x6<TLanes, TVector>.Run<Is2>,
            (4, 3) => &WeightTile4x6<TLanes, TVector>.Run<Is3>,
            (4, 4) => &WeightTile4x6<TLanes, TVector>.Run<Is4>,
            (4, 5) => &WeightTile4x6<TLanes, TVector>.Run<Is5>,
            (4, 6) => &WeightTile4x6<TLanes, TVector>.Run<Is6>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
