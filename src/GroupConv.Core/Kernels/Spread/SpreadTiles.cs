namespace GroupConv.Core.Kernels.Spread;

/// <summary>Spread tiles, found by lanes and vectors, as <c>delegate*&lt;SpreadTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class SpreadTiles
{
    /// <summary>Maximum vectors of a tile.</summary>
    public const int MostVectors = 4;

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">1 to <see cref="MostVectors"/>.</param>
    public static partial delegate*<SpreadTileArguments*, void> Get(int lanes, int vectors);
}
