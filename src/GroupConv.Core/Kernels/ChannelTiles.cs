using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The channel tile microkernels by lanes, vectors, rows and columns, as function pointers <c>delegate*&lt;ChannelTileArguments*, void&gt;</c>.</summary>
internal static unsafe class ChannelTiles
{
    /// <summary>The most vectors of output channels of a tile.</summary>
    public const int MostVectors = 4;

    /// <summary>The most rows of pixels of a tile.</summary>
    public const int MostRows = 4;

    /// <summary>The most pixels of a row of a tile.</summary>
    public const int MostColumns = 14;

    /// <summary>The most pixels of a tile, so that its accumulators, weights and a pixel stay in registers.</summary>
    /// <param name="registers">Vector registers of the machine: 16 or 32.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    public static int MostPixels(int registers, int vectors) => registers >= 32
        ? vectors switch { 1 => 28, 2 => 14, 3 => 9, _ => 6 }
        : vectors switch { 1 => 12, 2 => 6, 3 => 4, _ => 2 };

    /// <summary>The most taps of a run.</summary>
    public const int MostRunTaps = 3;

    /// <summary>The most vectors of output channels of a tile that takes taps in runs.</summary>
    public const int MostRunVectors = 3;

    /// <summary>The most pixels of a tile that takes taps in runs; 0 where there is none.</summary>
    /// <param name="registers">Vector registers of the machine: 16 or 32.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    public static int MostRunPixels(int registers, int vectors) => registers >= 32
        ? vectors switch { 1 => 28, 2 => 12, 3 => 7, _ => 0 }
        : vectors == 1 ? 12 : 0;

    /// <summary>
    /// A microkernel that takes neighbouring taps of a filter's row together: a pixel is loaded once for all of them. Its table of taps has the first of each run,
    /// negated bit by bit where the run has one tap less than <paramref name="taps"/>.
    /// </summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostRunVectors"/>.</param>
    /// <param name="rows">Rows of pixels, 1 to <see cref="MostRows"/>.</param>
    /// <param name="columns">Pixels of a row, 1 to <see cref="MostColumns"/>.</param>
    /// <param name="taps">Taps of a run, 2 or 3.</param>
    public static delegate*<ChannelTileArguments*, void> GetRuns(int lanes, int vectors, int rows, int columns, int taps) => lanes switch
    {
        16 => GetRuns<Lanes512, Vector512<float>>(vectors, rows, columns, taps),
        8 => GetRuns<Lanes256, Vector256<float>>(vectors, rows, columns, taps),
        4 => GetRuns<Lanes128, Vector128<float>>(vectors, rows, columns, taps),
        _ => GetRuns<Lanes32, float>(vectors, rows, columns, taps),
    };

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="rows">Rows of pixels, 1 to <see cref="MostRows"/>.</param>
    /// <param name="columns">Pixels of a row, 1 to <see cref="MostColumns"/>.</param>
    public static delegate*<ChannelTileArguments*, void> Get(int lanes, int vectors, int rows, int columns) => lanes switch
    {
        16 => Get<Lanes512, Vector512<float>>(vectors, rows, columns),
        8 => Get<Lanes256, Vector256<float>>(vectors, rows, columns),
        4 => Get<Lanes128, Vector128<float>>(vectors, rows, columns),
        _ => Get<Lanes32, float>(vectors, rows, columns),
    };

    private static delegate*<ChannelTileArguments*, void> Get<TLanes, TVector>(int vectors, int rows, int columns)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => rows switch
        {
            1 => Get<TLanes, TVector, Is1>(vectors, columns),
            2 => Get<TLanes, TVector, Is2>(vectors, columns),
            3 => Get<TLanes, TVector, Is3>(vectors, columns),
            4 => Get<TLanes, TVector, Is4>(vectors, columns),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<ChannelTileArguments*, void> Get<TLanes, TVector, TRows>(int vectors, int columns)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRows : IConstant => columns switch
        {
            1 => Get<TLanes, TVector, TRows, Is1>(vectors),
            2 => Get<TLanes, TVector, TRows, Is2>(vectors),
            3 => Get<TLanes, TVector, TRows, Is3>(vectors),
            4 => Get<TLanes, TVector, TRows, Is4>(vectors),
            5 => Get<TLanes, TVector, TRows, Is5>(vectors),
            6 => Get<TLanes, TVector, TRows, Is6>(vectors),
            7 => Get<TLanes, TVector, TRows, Is7>(vectors),
            8 => Get<TLanes, TVector, TRows, Is8>(vectors),
            9 => Get<TLanes, TVector, TRows, Is9>(vectors),
            10 => Get<TLanes, TVector, TRows, Is10>(vectors),
            11 => Get<TLanes, TVector, TRows, Is11>(vectors),
            12 => Get<TLanes, TVector, TRows, Is12>(vectors),
            13 => Get<TLanes, TVector, TRows, Is13>(vectors),
            14 => Get<TLanes, TVector, TRows, Is14>(vectors),
            _ => throw new ArgumentOutOfRangeException(nameof(columns)),
        };

    private static delegate*<ChannelTileArguments*, void> Get<TLanes, TVector, TRows, TColumns>(int vectors)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRows : IConstant
        where TColumns : IConstant => vectors switch
        {
            1 => &ChannelTile1x28<TLanes, TVector>.Run<TRows, TColumns>,
            2 => &ChannelTile2x14<TLanes, TVector>.Run<TRows, TColumns>,
            3 => &ChannelTile3x9<TLanes, TVector>.Run<TRows, TColumns>,
            4 => &ChannelTile4x6<TLanes, TVector>.Run<TRows, TColumns>,
            _ => throw new ArgumentOutOfRangeException(nameof(vectors)),
        };

    private static delegate*<ChannelTileArguments*, void> GetRuns<TLanes, TVector>(int vectors, int rows, int columns, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged => rows switch
        {
            1 => GetRuns<TLanes, TVector, Is1>(vectors, columns, taps),
            2 => GetRuns<TLanes, TVector, Is2>(vectors, columns, taps),
            3 => GetRuns<TLanes, TVector, Is3>(vectors, columns, taps),
            4 => GetRuns<TLanes, TVector, Is4>(vectors, columns, taps),
            _ => throw new ArgumentOutOfRangeException(nameof(rows)),
        };

    private static delegate*<ChannelTileArguments*, void> GetRuns<TLanes, TVector, TRows>(int vectors, int columns, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRows : IConstant => columns switch
        {
            1 => GetRuns<TLanes, TVector, TRows, Is1>(vectors, taps),
            2 => GetRuns<TLanes, TVector, TRows, Is2>(vectors, taps),
            3 => GetRuns<TLanes, TVector, TRows, Is3>(vectors, taps),
            4 => GetRuns<TLanes, TVector, TRows, Is4>(vectors, taps),
            5 => GetRuns<TLanes, TVector, TRows, Is5>(vectors, taps),
            6 => GetRuns<TLanes, TVector, TRows, Is6>(vectors, taps),
            7 => GetRuns<TLanes, TVector, TRows, Is7>(vectors, taps),
            8 => GetRuns<TLanes, TVector, TRows, Is8>(vectors, taps),
            9 => GetRuns<TLanes, TVector, TRows, Is9>(vectors, taps),
            10 => GetRuns<TLanes, TVector, TRows, Is10>(vectors, taps),
            11 => GetRuns<TLanes, TVector, TRows, Is11>(vectors, taps),
            12 => GetRuns<TLanes, TVector, TRows, Is12>(vectors, taps),
            13 => GetRuns<TLanes, TVector, TRows, Is13>(vectors, taps),
            14 => GetRuns<TLanes, TVector, TRows, Is14>(vectors, taps),
            _ => throw new ArgumentOutOfRangeException(nameof(columns)),
        };

    private static delegate*<ChannelTileArguments*, void> GetRuns<TLanes, TVector, TRows, TColumns>(int vectors, int taps)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TRows : IConstant
        where TColumns : IConstant => (vectors, taps) switch
        {
            (1, 2) => &ChannelRunTile1x28<TLanes, TVector>.Run<TRows, TColumns, Is2>,
            (1, 3) => &ChannelRunTile1x28<TLanes, TVector>.Run<TRows, TColumns, Is3>,
            (2, 2) => &ChannelRunTile2x12<TLanes, TVector>.Run<TRows, TColumns, Is2>,
            (2, 3) => &ChannelRunTile2x12<TLanes, TVector>.Run<TRows, TColumns, Is3>,
            (3, 2) => &ChannelRunTile3x7<TLanes, TVector>.Run<TRows, TColumns, Is2>,
            (3, 3) => &ChannelRunTile3x7<TLanes, TVector>.Run<TRows, TColumns, Is3>,
            _ => throw new ArgumentOutOfRangeException(nameof(taps)),
        };
}
