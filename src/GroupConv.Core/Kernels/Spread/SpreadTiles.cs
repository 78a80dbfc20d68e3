namespace GroupConv.Core.Kernels.Spread;

/// <summary>The spread tile microkernels by lanes and vectors, as function pointers <c>delegate*&lt;SpreadTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class SpreadTiles
{
    /// <summary>The most vectors of a tile.</summary>
    public const int MostVectors = 4;

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    public static partial delegate*<SpreadTileArguments*, void> Get(int lanes, int vectors);
}
