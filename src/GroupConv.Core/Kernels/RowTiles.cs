using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The row tile microkernels by lanes, lines, outputs and taps, as function pointers <c>delegate*&lt;RowTileArguments*, void&gt;</c>.</summary>
internal static unsafe class RowTiles
{
    /// <summary>The most outputs of a tile on a line.</summary>
    public const int MostOutputs = 8;

    /// <summary>The most taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>The most lines of a tile, so that accumulators, weights and pixels stay in registers.</summary>
    public static int MostLines(int registers) => registers < 32 ? 1 : 2;

    /// <summary>A microkernel whose lanes are channels.</summary>
    /// <param name="lanes">16 or 8.</param>
    /// <param name="lines">The most lines of a tile, 1 or 2.</param>
    /// <param name="outputs">Outputs on a line, 1 to <see cref="MostOutputs"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<RowTileArguments*, void> OfChannels(int lanes, int lines, int outputs, int taps) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(lines, outputs, taps),
        _ => Get<Lanes256, Vector256<float>>(lines, outputs, taps),
    };

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector>(int lines, int outputs, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => lines == 1 ? Get<TLanes, TVector, Is1>(outputs, taps) : Get<TLanes, TVector, Is2>(outputs, taps);

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector, TLines>(int outputs, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TLines : IConstant => outputs switch
        {
            1 => Get<TLanes, TVector, TLines, Is1>(taps),
            2 => Get<TLanes, TVector, TLines, Is2>(taps),
            3 => Get<TLanes, TVector, TLines, Is3>(taps),
            4 => Get<TLanes, TVector, TLines, Is4>(taps),
            5 => Get<TLanes, TVector, TLines, Is5>(taps),
            6 => Get<TLanes, TVector, TLines, Is6>(taps),
            7 => Get<TLanes, TVector, TLines, Is7>(taps),
            8 => Get<TLanes, TVector, TLines, Is8>(taps),
            _ => throw new ArgumentOutOfRangeException(nameof(outputs)),
        };

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector, TLines, TPixels>(int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TLines : IConstant
        where TPixels : IConstant => taps switch
        {
            1 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is1>,
            2 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is2>,
            3 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is3>,
            4 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is4>,
            5 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is5>,
            6 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is6>,
            7 => &RowTile8x2<TLanes, TVector>.Run<TLines, TPixels, Is7>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
