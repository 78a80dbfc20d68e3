namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Weight tiles whose vectors hold pixels of a row, found by lanes, channels and taps, as <c>delegate*&lt;WeightTileArguments*,
/// void&gt;</c>.
/// </summary>
internal static unsafe partial class WeightTiles
{
    /// <summary>Maximum channels of a tile.</summary>
    public const int MostChannels = 4;

    /// <summary>Maximum taps of a tile with this many channels whose sums leave registers for the loads.</summary>
    public static int MostTaps(int channels) => VectorUnit.Registers >= 32
        ? channels switch { 1 => 9, 2 => 9, 3 => 8, _ => 6 }
        : channels switch { 1 => 9, 2 => 6, 3 => 4, _ => 3 };

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="MostTaps"/>.</param>
    public static partial delegate*<WeightTileArguments*, void> Get(int lanes, int channels, int taps);
}
