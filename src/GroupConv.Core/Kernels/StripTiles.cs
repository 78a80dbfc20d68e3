using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The strip tile microkernels by lanes, channels, rows and taps, as function pointers <c>delegate*&lt;StripTileArguments*, void&gt;</c>.</summary>
internal static unsafe class StripTiles
{
    /// <summary>The most output channels of a tile.</summary>
    public const int MostChannels = 4;

    /// <summary>The most rows of a tile.</summary>
    public const int MostRowsOfAll = 8;

    /// <summary>The most rows of a tile of so many channels.</summary>
    public static int MostRows(int registers, int channels) => registers >= 32
        ? channels switch { <= 2 => 8, 3 => 6, _ => 4 }
        : channels switch { 1 => 8, 2 => 4, 3 => 3, _ => 2 };

    /// <summary>The most taps of a run of so many channels, so that accumulators, weights and a row stay in registers.</summary>
    public static int MostTaps(int registers, int channels) => registers >= 32
        ? channels switch { <= 2 => 7, 3 => 4, _ => 3 }
        : channels switch { 1 => 7, 2 => 3, 3 => 2, _ => 1 };

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Output channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="rows">Rows, from 1.</param>
    /// <param name="taps">Taps of a full run, from 1.</param>
    /// <param name="reading">How it reads rows; a row above or below the planes is never read, but where all lie in them.</param>
    public static delegate*<StripTileArguments*, void> Get(int lanes, int channels, int rows, int taps, RowReading reading) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(channels, rows, taps, reading),
        8 => Get<Lanes256, Vector256<float>>(channels, rows, taps, reading),
        4 => Get<Lanes128, Vector128<float>>(channels, rows, taps, reading),
        _ => Get<Lanes32, float>(channels, rows, taps, reading),
    };

    private static delegate*<StripTileArguments*, void> Get<TLanes, TVector>(int channels, int rows, int taps, RowReading reading)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => reading switch
        {
            RowReading.Masked => Get<TLanes, TVector, MaskedRow<TLanes, TVector>>(channels, rows, taps),
            RowReading.Cleared => Get<TLanes, TVector, ClearedRow<TLanes, TVector>>(channels, rows, taps),
            _ => Get<TLanes, TVector, WholeRow<TLanes, TVector>>(channels, rows, taps),
        };

    private static delegate*<StripTileArguments*, void> Get<TLanes, TVector, TRow>(int channels, int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector> => rows switch
        {
            1 => Get<TLanes, TVector, TRow, Is1>(channels, taps),
            2 => Get<TLanes, TVector, TRow, Is2>(channels, taps),
            3 => Get<TLanes, TVector, TRow, Is3>(channels, taps),
            4 => Get<TLanes, TVector, TRow, Is4>(channels, taps),
            5 => Get<TLanes, TVector, TRow, Is5>(channels, taps),
            6 => Get<TLanes, TVector, TRow, Is6>(channels, taps),
            7 => Get<TLanes, TVector, TRow, Is7>(channels, taps),
            8 => Get<TLanes, TVector, TRow, Is8>(channels, taps),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<StripTileArguments*, void> Get<TLanes, TVector, TRow, TRows>(int channels, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector>
        where TRows : IConstant => taps switch
        {
            1 => Get<TLanes, TVector, TRow, TRows, Is1>(channels),
            2 => Get<TLanes, TVector, TRow, TRows, Is2>(channels),
            3 => Get<TLanes, TVector, TRow, TRows, Is3>(channels),
            4 => Get<TLanes, TVector, TRow, TRows, Is4>(channels),
            5 => Get<TLanes, TVector, TRow, TRows, Is5>(channels),
            6 => Get<TLanes, TVector, TRow, TRows, Is6>(channels),
            7 => Get<TLanes, TVector, TRow, TRows, Is7>(channels),
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };

    private static delegate*<StripTileArguments*, void> Get<TLanes, TVector, TRow, TRows, TTaps>(int channels)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector>
        where TRows : IConstant
        where TTaps : IConstant => channels switch
        {
            1 => &StripTile1x8<TLanes, TVector>.Run<TRows, TTaps, TRow>,
            2 => &StripTile2x8<TLanes, TVector>.Run<TRows, TTaps, TRow>,
            3 => &StripTile3x6<TLanes, TVector>.Run<TRows, TTaps, TRow>,
            4 => &StripTile4x4<TLanes, TVector>.Run<TRows, TTaps, TRow>,
            _ => throw new ArgumentOutOfRangeException(nameof(channels)),
        };
}
