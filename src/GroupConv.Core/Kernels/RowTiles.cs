using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The row tile microkernels by lanes, rows and taps, as function pointers <c>delegate*&lt;RowTileArguments*, void&gt;</c>.</summary>
internal static unsafe class RowTiles
{
    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 8;

    /// <summary>The most taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>A microkernel whose lanes are channels.</summary>
    /// <param name="lanes">16 or 8.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRows"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<RowTileArguments*, void> OfChannels(int lanes, int rows, int taps) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(rows, taps),
        _ => Get<Lanes256, Vector256<float>>(rows, taps),
    };

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector>(int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => rows switch
        {
            1 => Get<TLanes, TVector, Is1>(taps),
            2 => Get<TLanes, TVector, Is2>(taps),
            3 => Get<TLanes, TVector, Is3>(taps),
            4 => Get<TLanes, TVector, Is4>(taps),
            5 => Get<TLanes, TVector, Is5>(taps),
            6 => Get<TLanes, TVector, Is6>(taps),
            7 => Get<TLanes, TVector, Is7>(taps),
            8 => Get<TLanes, TVector, Is8>(taps),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector, TRows>(int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRows : IConstant => taps switch
        {
            1 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is1>,
            2 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is2>,
            3 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is3>,
            4 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is4>,
            5 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is5>,
            6 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is6>,
            7 => &RowTile8x1<TLanes, TVector>.Run<TRows, Is7>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
