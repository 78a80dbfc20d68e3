using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels.Channels;

/// <summary>Channel tiles, found by lanes, vectors, rows and columns, as <c>delegate*&lt;ChannelTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class ChannelTiles
{
    /// <summary>Maximum vectors of output channels of a tile.</summary>
    public const int MostVectors = 4;

    /// <summary>Maximum rows of pixels of a tile.</summary>
    public const int MostRows = 4;

    /// <summary>Maximum pixels of a row of a tile.</summary>
    public const int MostColumns = 14;

    /// <summary>Maximum pixels of a tile whose accumulators, weights and one pixel fit the registers.</summary>
    /// <param name="registers">Vector registers: 16 or 32.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    public static int MostPixels(int registers, int vectors) => registers >= 32
        ? vectors switch { 1 => 28, 2 => 14, 3 => 9, _ => 6 }
        : vectors switch { 1 => 12, 2 => 6, 3 => 4, _ => 2 };

    /// <summary>Maximum taps of a run.</summary>
    public const int MostRunTaps = 3;

    /// <summary>Maximum vectors of output channels of a tile with runs of taps.</summary>
    public const int MostRunVectors = 3;

    /// <summary>Maximum pixels of a tile with runs of taps; 0 if there is no such tile.</summary>
    /// <param name="registers">Vector registers: 16 or 32.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    public static int MostRunPixels(int registers, int vectors) => registers >= 32
        ? vectors switch { 1 => 28, 2 => 12, 3 => 7, _ => 0 }
        : vectors == 1 ? 12 : 0;

    /// <summary>
    /// Finds a microkernel that takes runs of neighbouring taps of a filter's row: a pixel is loaded once for all of them. Its table of
    /// taps has the first tap of each run, as its bitwise complement if the run is one tap shorter than <paramref name="taps"/>.
    /// </summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostRunVectors"/>.</param>
    /// <param name="rows">Rows of pixels, 1 to <see cref="MostRows"/>.</param>
    /// <param name="columns">Pixels of a row, 1 to <see cref="MostColumns"/>.</param>
    /// <param name="taps">Taps of a run, 2 or 3.</param>
    public static partial delegate*<ChannelTileArguments*, void> GetRuns(int lanes, int vectors, int rows, int columns, int taps);

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of output channels, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="rows">Rows of pixels, 1 to <see cref="MostRows"/>.</param>
    /// <param name="columns">Pixels of a row, 1 to <see cref="MostColumns"/>.</param>
    public static partial delegate*<ChannelTileArguments*, void> Get(int lanes, int vectors, int rows, int columns);
}
