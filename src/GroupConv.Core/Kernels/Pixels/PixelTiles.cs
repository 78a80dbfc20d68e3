namespace GroupConv.Core.Kernels.Pixels;

/// <summary>The pixel tile microkernels by lanes, channels and vectors, as function pointers <c>delegate*&lt;TileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class PixelTiles
{
    /// <summary>The most vectors of a tile of so many channels.</summary>
    /// <param name="channels">Output channels, 1 to 8.</param>
    public static int MostVectors(int channels) => channels switch { 1 => 8, 2 => 6, _ => 3 };

    /// <summary>The most output channels of a tile: vectors of 16 lanes come with 32 registers, others with 16.</summary>
    public static int MostChannels(int lanes) => lanes == 16 ? 8 : 4;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Output channels, 1 to 8.</param>
    /// <param name="vectors">Vectors of pixels, 1 to <see cref="MostVectors"/>.</param>
    public static partial delegate*<TileArguments*, void> Get(int lanes, int channels, int vectors);
}
