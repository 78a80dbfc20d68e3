using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The weight tile microkernels whose vectors hold narrow channels, by lanes, vectors and taps, as function pointers <c>delegate*&lt;WeightTileArguments*, void&gt;</c>.</summary>
internal static unsafe class ChannelWeightTiles
{
    /// <summary>The most vectors of a tile.</summary>
    public static int MostVectors => VectorUnit.Registers >= 32 ? 4 : 2;

    /// <summary>The most taps of a tile of so many vectors.</summary>
    public static int MostTaps(int vectors) => vectors == 1 ? 12 : 6;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of channels, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<WeightTileArguments*, void> Get(int lanes, int vectors, int taps) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(vectors, taps),
        8 => Get<Lanes256, Vector256<float>>(vectors, taps),
        4 => Get<Lanes128, Vector128<float>>(vectors, taps),
        _ => Get<Lanes32, float>(vectors, taps),
    };

    private static delegate*<WeightTileArguments*, void> Get<TLanes, TVector>(int vectors, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => (vectors, taps) switch
        {
            (1, 1) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is1>,
            (1, 2) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is2>,
            (1, 3) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is3>,
            (1, 4) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is4>,
            (1, 5) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is5>,
            (1, 6) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is6>,
            (1, 7) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is7>,
            (1, 8) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is8>,
            (1, 9) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is9>,
            (1, 10) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is10>,
            (1, 11) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is11>,
            (1, 12) => &ChannelWeightTile1x12<TLanes, TVector>.Run<Is12>,
            (2, 1) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is1>,
            (2, 2) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is2>,
            (2, 3) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is3>,
            (2, 4) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is4>,
            (2, 5) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is5>,
            (2, 6) => &ChannelWeightTile2x6<TLanes, TVector>.Run<Is6>,
            (3, 1) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is1>,
            (3, 2) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is2>,
            (3, 3) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is3>,
            (3, 4) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is4>,
            (3, 5) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is5>,
            (3, 6) => &ChannelWeightTile3x6<TLanes, TVector>.Run<Is6>,
            (4, 1) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is1>,
            (4, 2) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is2>,
            (4, 3) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is3>,
            (4, 4) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is4>,
            (4, 5) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is5>,
            (4, 6) => &ChannelWeightTile4x6<TLanes, TVector>.Run<Is6>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
