namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Weight tiles whose vectors hold channels of the narrow tensor, found by lanes, vectors and taps, as
/// <c>delegate*&lt;WeightTileArguments*, void&gt;</c>.
/// </summary>
internal static unsafe partial class ChannelWeightTiles
{
    /// <summary>Maximum vectors of a tile.</summary>
    public static int MostVectors => VectorUnit.Registers >= 32 ? 4 : 2;

    /// <summary>Maximum taps of a tile with this many vectors.</summary>
    public static int MostTaps(int vectors) => vectors == 1 ? 12 : 6;

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">Vectors of channels, 1 to <see cref="MostVectors"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="MostTaps"/>.</param>
    public static partial delegate*<WeightTileArguments*, void> Get(int lanes, int vectors, int taps);
}
