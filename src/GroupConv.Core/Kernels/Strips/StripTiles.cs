using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Strips;

/// <summary>The strip tile microkernels by lanes, channels, rows and taps, as function pointers <c>delegate*&lt;StripTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class StripTiles
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
    public static partial delegate*<StripTileArguments*, void> Get(int lanes, int channels, int rows, int taps, RowReading reading);
}
