using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The row tile microkernels by lanes, rows and taps, as function pointers <c>delegate*&lt;RowTileArguments*, void&gt;</c>.</summary>
internal static unsafe class RowTiles
{
    /// <summary>The most rows of a tile.</summary>
    public const int MostRows = 8;

    /// <summary>The most taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>The most rows of a tile whose filter stays in registers: more would spread over too many lines of cache.</summary>
    public const int MostFilterRows = 16;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRows"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<RowTileArguments*, void> Get(int lanes, int rows, int taps) => lanes switch
    {
        16 => OfPixels<Lanes512, Vector512<float>>(rows, taps),
        8 => OfPixels<Lanes256, Vector256<float>>(rows, taps),
        4 => OfPixels<Lanes128, Vector128<float>>(rows, taps),
        _ => OfPixels<Lanes32, float>(rows, taps),
    };

    /// <summary>A microkernel for 3 full runs of 3 taps, and tiles of 2 rows or more.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    public static delegate*<RowTileArguments*, void> Of3x3(int lanes) => lanes switch
    {
        16 => &ColumnTile3x3<Lanes512, Vector512<float>>.Run,
        8 => &ColumnTile3x3<Lanes256, Vector256<float>>.Run,
        4 => &ColumnTile3x3<Lanes128, Vector128<float>>.Run,
        _ => &ColumnTile3x3<Lanes32, float>.Run,
    };

    /// <summary>A microkernel whose lanes are channels.</summary>
    /// <param name="lanes">16 or 8.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRows"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    public static delegate*<RowTileArguments*, void> OfChannels(int lanes, int rows, int taps) => lanes switch
    {
        16 => OfChannels<Lanes512, Vector512<float>>(rows, taps),
        _ => OfChannels<Lanes256, Vector256<float>>(rows, taps),
    };

    private static delegate*<RowTileArguments*, void> OfPixels<TLanes, TVector>(int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Get<TLanes, TVector, PixelWeights<TLanes, TVector>>(rows, taps);

    private static delegate*<RowTileArguments*, void> OfChannels<TLanes, TVector>(int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => Get<TLanes, TVector, ChannelWeights<TLanes, TVector>>(rows, taps);

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector, TWeights>(int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TWeights : IWeights<TVector> => rows switch
        {
            1 => Get<TLanes, TVector, TWeights, Is1>(taps),
            2 => Get<TLanes, TVector, TWeights, Is2>(taps),
            3 => Get<TLanes, TVector, TWeights, Is3>(taps),
            4 => Get<TLanes, TVector, TWeights, Is4>(taps),
            5 => Get<TLanes, TVector, TWeights, Is5>(taps),
            6 => Get<TLanes, TVector, TWeights, Is6>(taps),
            7 => Get<TLanes, TVector, TWeights, Is7>(taps),
            8 => Get<TLanes, TVector, TWeights, Is8>(taps),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<RowTileArguments*, void> Get<TLanes, TVector, TWeights, TRows>(int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TWeights : IWeights<TVector>
        where TRows : IConstant => taps switch
        {
            1 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is1>,
            2 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is2>,
            3 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is3>,
            4 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is4>,
            5 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is5>,
            6 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is6>,
            7 => &RowTile8x1<TLanes, TVector, TWeights>.Run<TRows, Is7>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
