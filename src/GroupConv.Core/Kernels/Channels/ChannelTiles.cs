using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels.Channels;

/// <summary>The channel tile microkernels by lanes, vectors, rows and columns, as function pointers <c>delegate*&lt;ChannelTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class ChannelTiles
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
    public static partial delegate*<ChannelTileArguments*, void> GetRuns(int lanes, int vectors, int rows, int columns, int taps);

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="rows">Rows of pixels, 1 to <see cref="MostRows"/>.</param>
    /// <param name="columns">Pixels of a row, 1 to <see cref="MostColumns"/>.</param>
    public static partial delegate*<ChannelTileArguments*, void> Get(int lanes, int vectors, int rows, int columns);
}
