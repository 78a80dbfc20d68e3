using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The strip weight microkernels by lanes, channels, taps and columns, as function pointers <c>delegate*&lt;StripWeightArguments*, void&gt;</c>.</summary>
internal static unsafe class StripWeightTiles
{
    /// <summary>The most taps of a filter's column.</summary>
    public const int MostTaps = 7;

    /// <summary>The most narrow channels of a tile.</summary>
    public static int MostChannels(int taps) => VectorUnit.Registers >= 32 && taps <= 3 ? 2 : 1;

    /// <summary>The most columns of the filter of a tile: sums, narrow rows, a pixel and masks stay in registers.</summary>
    public static int MostColumns(int taps) => VectorUnit.Registers >= 32 ? (taps <= 5 ? 3 : 2) : taps <= 3 ? 3 : taps == 4 ? 2 : 1;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8 or 4.</param>
    /// <param name="channels">Channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="taps">Taps of a column, 2 to <see cref="MostTaps"/>.</param>
    /// <param name="columns">Columns, 1 to <see cref="MostColumns"/>.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static delegate*<StripWeightArguments*, void> Get(int lanes, int channels, int taps, int columns, bool masked) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(channels, taps, columns, masked),
        8 => Get<Lanes256, Vector256<float>>(channels, taps, columns, masked),
        _ => Get<Lanes128, Vector128<float>>(channels, taps, columns, masked),
    };

    /// <summary>A microkernel of 1 channel for 3x3 filters at stride 2.</summary>
    /// <param name="lanes">16, 8 or 4.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static delegate*<StripWeightArguments*, void> Of3x3Stride2(int lanes, bool masked) => lanes switch
    {
        16 => Of3x3Stride2<Lanes512, Vector512<float>>(masked),
        8 => Of3x3Stride2<Lanes256, Vector256<float>>(masked),
        _ => Of3x3Stride2<Lanes128, Vector128<float>>(masked),
    };

    private static delegate*<StripWeightArguments*, void> Of3x3Stride2<TLanes, TVector>(bool masked)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        masked ? &StripWeightTile3x3Stride2<TLanes, TVector, MaskedRow<TLanes, TVector>>.Run : &StripWeightTile3x3Stride2<TLanes, TVector, WholeRow<TLanes, TVector>>.Run;

    private static delegate*<StripWeightArguments*, void> Get<TLanes, TVector>(int channels, int taps, int columns, bool masked)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged =>
        masked ? Get<TLanes, TVector, MaskedRow<TLanes, TVector>>(channels, taps, columns) : Get<TLanes, TVector, WholeRow<TLanes, TVector>>(channels, taps, columns);

    private static delegate*<StripWeightArguments*, void> Get<TLanes, TVector, TRow>(int channels, int taps, int columns)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRow : IRow<TVector> => (channels, taps, columns) switch
        {
            (1, 2, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is2, Is1>,
            (1, 2, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is2, Is2>,
            (1, 2, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is2, Is3>,
            (1, 3, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is3, Is1>,
            (1, 3, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is3, Is2>,
            (1, 3, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is3, Is3>,
            (1, 4, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is4, Is1>,
            (1, 4, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is4, Is2>,
            (1, 4, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is4, Is3>,
            (1, 5, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is5, Is1>,
            (1, 5, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is5, Is2>,
            (1, 5, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is5, Is3>,
            (1, 6, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is6, Is1>,
            (1, 6, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is6, Is2>,
            (1, 6, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is6, Is3>,
            (1, 7, 1) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is7, Is1>,
            (1, 7, 2) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is7, Is2>,
            (1, 7, 3) => &StripWeightTile1x7<TLanes, TVector, TRow>.Run<Is7, Is3>,
            (2, 2, 1) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is2, Is1>,
            (2, 2, 2) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is2, Is2>,
            (2, 2, 3) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is2, Is3>,
            (2, 3, 1) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is3, Is1>,
            (2, 3, 2) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is3, Is2>,
            (2, 3, 3) => &StripWeightTile2x3<TLanes, TVector, TRow>.Run<Is3, Is3>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
