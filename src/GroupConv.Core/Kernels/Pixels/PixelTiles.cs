namespace GroupConv.Core.Kernels.Pixels;

/// <summary>Pixel tiles, found by lanes, channels and vectors, as <c>delegate*&lt;TileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class PixelTiles
{
    /// <summary>Maximum vectors of a tile with this many channels.</summary>
    /// <param name="channels">Output channels, 1 to 8.</param>
    public static int MostVectors(int channels) => channels switch { 1 => 8, 2 => 6, _ => 3 };

    /// <summary>
    /// Vectors of the tiles to use. 16 registers hold tiles of 2 channels × 6 vectors only by spilling: a tap takes 13.1 cycles instead of
    /// 7 (Zen 3, 2026-12-01, <c>./run bench --section costs</c>).
    /// </summary>
    /// <param name="channels">Output channels, 1 to 8.</param>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    public static int BestVectors(int channels, int lanes) => channels == 2 && lanes < 16 ? 4 : MostVectors(channels);

    /// <summary>Maximum output channels of a tile: 16 lanes imply 32 registers, fewer lanes 16.</summary>
    public static int MostChannels(int lanes) => lanes == 16 ? 8 : 4;

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Output channels, 1 to 8.</param>
    /// <param name="vectors">Vectors of pixels, 1 to <see cref="MostVectors"/>.</param>
    public static partial delegate*<TileArguments*, void> Get(int lanes, int channels, int vectors);
}
