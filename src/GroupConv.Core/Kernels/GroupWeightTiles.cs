using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The weight tile microkernels whose vectors hold groups, by lanes, channels and taps, as function pointers <c>delegate*&lt;WeightTileArguments*, void&gt;</c>.</summary>
internal static unsafe class GroupWeightTiles
{
    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Channels, 1 to <see cref="WeightTiles.MostChannels"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="WeightTiles.MostTaps"/>.</param>
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
            (1, 1) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is1>,
            (1, 2) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is2>,
            (1, 3) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is3>,
            (1, 4) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is4>,
            (1, 5) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is5>,
            (1, 6) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is6>,
            (1, 7) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is7>,
            (1, 8) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is8>,
            (1, 9) => &GroupWeightTile1x9<TLanes, TVector>.Run<Is9>,
            (2, 1) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is1>,
            (2, 2) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is2>,
            (2, 3) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is3>,
            (2, 4) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is4>,
            (2, 5) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is5>,
            (2, 6) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is6>,
            (2, 7) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is7>,
            (2, 8) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is8>,
            (2, 9) => &GroupWeightTile2x9<TLanes, TVector>.Run<Is9>,
            (3, 1) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is1>,
            (3, 2) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is2>,
            (3, 3) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is3>,
            (3, 4) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is4>,
            (3, 5) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is5>,
            (3, 6) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is6>,
            (3, 7) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is7>,
            (3, 8) => &GroupWeightTile3x8<TLanes, TVector>.Run<Is8>,
            (4, 1) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is1>,
            (4, 2) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is2>,
            (4, 3) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is3>,
            (4, 4) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is4>,
            (4, 5) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is5>,
            (4, 6) => &GroupWeightTile4x6<TLanes, TVector>.Run<Is6>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
