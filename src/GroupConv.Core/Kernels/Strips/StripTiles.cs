using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Strips;

/// <summary>Strip tiles, found by lanes, channels, rows and taps, as <c>delegate*&lt;StripTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class StripTiles
{
    /// <summary>Maximum output channels of a tile.</summary>
    public const int MostChannels = 4;

    /// <summary>Maximum rows of any tile.</summary>
    public const int MostRowsOfAll = 8;

    /// <summary>Maximum rows of a tile with this many channels.</summary>
    public static int MostRows(int registers, int channels) => registers >= 32
        ? channels switch { <= 2 => 8, 3 => 6, _ => 4 }
        : channels switch { 1 => 8, 2 => 4, 3 => 3, _ => 2 };

    /// <summary>
    /// Maximum taps of a run of a tile with this many channels whose accumulators, weights and one row fit the registers.
    /// </summary>
    public static int MostTaps(int registers, int channels) => registers >= 32
        ? channels switch { <= 2 => 7, 3 => 4, _ => 3 }
        : channels switch { 1 => 7, 2 => 3, 3 => 2, _ => 1 };

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Output channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="rows">Rows, from 1.</param>
    /// <param name="taps">Taps of a full run, from 1.</param>
    /// <param name="reading">
    /// How it loads rows. Rows outside the planes are not read, unless <see cref="RowReading.Whole"/> says that there are none.
    /// </param>
    public static partial delegate*<StripTileArguments*, void> Get(int lanes, int channels, int rows, int taps, RowReading reading);
}
