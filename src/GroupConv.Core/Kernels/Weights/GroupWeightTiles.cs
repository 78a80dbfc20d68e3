namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Weight tiles whose vectors hold groups, found by lanes, channels and taps, as <c>delegate*&lt;WeightTileArguments*, void&gt;</c>.
/// </summary>
internal static unsafe partial class GroupWeightTiles
{
    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="channels">Channels, 1 to <see cref="WeightTiles.MostChannels"/>.</param>
    /// <param name="taps">Taps, 1 to <see cref="WeightTiles.MostTaps"/>.</param>
    public static partial delegate*<WeightTileArguments*, void> Get(int lanes, int channels, int taps);
}
