using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The plane tile microkernels by lanes, rows and taps, as function pointers <c>delegate*&lt;PlaneTileArguments*, void&gt;</c>.</summary>
internal static unsafe class PlaneTiles
{
    /// <summary>The most taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>The most rows of any tile.</summary>
    public const int MostRowsOfAll = 16;

    /// <summary>The most rows of a tile whose filter stays in registers: more would spread over too many lines of cache.</summary>
    public const int MostFilterRows = 16;

    /// <summary>The most rows of a tile, so that accumulators, weights, a row and its mask stay in registers.</summary>
    public static int MostRows(int registers, int taps) => Math.Min(registers - taps - 2, MostRowsOfAll);

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRowsOfAll"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static delegate*<PlaneTileArguments*, void> Get(int lanes, int rows, int taps, bool masked) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(rows, taps, masked),
        8 => Get<Lanes256, Vector256<float>>(rows, taps, masked),
        4 => Get<Lanes128, Vector128<float>>(rows, taps, masked),
        _ => Get<Lanes32, float>(rows, taps, masked),
    };

    /// <summary>A microkernel for 3 full runs of 3 taps, and tiles of 2 rows or more.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static delegate*<PlaneTileArguments*, void> Of3x3(int lanes, bool masked) => lanes switch
    {
        16 => Of3x3<Lanes512, Vector512<float>>(masked),
        8 => Of3x3<Lanes256, Vector256<float>>(masked),
        4 => Of3x3<Lanes128, Vector128<float>>(masked),
        _ => Of3x3<Lanes32, float>(masked),
    };

    private static delegate*<PlaneTileArguments*, void> Of3x3<TLanes, TVector>(bool masked)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        masked ? &ColumnTile3x3<TLanes, TVector, MaskedRow<TLanes, TVector>>.Run : &ColumnTile3x3<TLanes, TVector, WholeRow<TLanes, TVector>>.Run;

    private static delegate*<PlaneTileArguments*, void> Get<TLanes, TVector>(int rows, int taps, bool masked)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        masked ? Get<TLanes, TVector, MaskedRow<TLanes, TVector>>(rows, taps) : Get<TLanes, TVector, WholeRow<TLanes, TVector>>(rows, taps);

    private static delegate*<PlaneTileArguments*, void> Get<TLanes, TVector, TRow>(int rows, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector> => rows switch
        {
            1 => Get<TLanes, TVector, TRow, Is1>(taps),
            2 => Get<TLanes, TVector, TRow, Is2>(taps),
            3 => Get<TLanes, TVector, TRow, Is3>(taps),
            4 => Get<TLanes, TVector, TRow, Is4>(taps),
            5 => Get<TLanes, TVector, TRow, Is5>(taps),
            6 => Get<TLanes, TVector, TRow, Is6>(taps),
            7 => Get<TLanes, TVector, TRow, Is7>(taps),
            8 => Get<TLanes, TVector, TRow, Is8>(taps),
            9 => Get<TLanes, TVector, TRow, Is9>(taps),
            10 => Get<TLanes, TVector, TRow, Is10>(taps),
            11 => Get<TLanes, TVector, TRow, Is11>(taps),
            12 => Get<TLanes, TVector, TRow, Is12>(taps),
            13 => Get<TLanes, TVector, TRow, Is13>(taps),
            14 => Get<TLanes, TVector, TRow, Is14>(taps),
            15 => Get<TLanes, TVector, TRow, Is15>(taps),
            16 => Get<TLanes, TVector, TRow, Is16>(taps),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<PlaneTileArguments*, void> Get<TLanes, TVector, TRow, TRows>(int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector>
        where TRows : IConstant => taps switch
        {
            1 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is1>,
            2 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is2>,
            3 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is3>,
            4 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is4>,
            5 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is5>,
            6 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is6>,
            7 => &PlaneTile16x1<TLanes, TVector, TRow>.Run<TRows, Is7>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
