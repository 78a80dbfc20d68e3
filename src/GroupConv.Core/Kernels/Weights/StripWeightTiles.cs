namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// Strip weight tiles, found by lanes, channels, taps and columns, as <c>delegate*&lt;StripWeightArguments*, void&gt;</c>.
/// </summary>
internal static unsafe partial class StripWeightTiles
{
    /// <summary>Maximum taps of a filter's column.</summary>
    public const int MostTaps = 7;

    /// <summary>Maximum narrow channels of a tile.</summary>
    public static int MostChannels(int taps) => VectorUnit.Registers >= 32 && taps <= 3 ? 2 : 1;

    /// <summary>Maximum filter columns of a tile whose sums, narrow rows, one pixel and masks fit the registers.</summary>
    public static int MostColumns(int taps) => VectorUnit.Registers >= 32 ? (taps <= 5 ? 3 : 2) : taps <= 3 ? 3 : taps == 4 ? 2 : 1;

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8 or 4.</param>
    /// <param name="channels">Channels, 1 to <see cref="MostChannels"/>.</param>
    /// <param name="taps">Taps of a column, 2 to <see cref="MostTaps"/>.</param>
    /// <param name="columns">Columns, 1 to <see cref="MostColumns"/>.</param>
    /// <param name="masked">Whether some columns of the vector are outside the row.</param>
    public static partial delegate*<StripWeightArguments*, void> Get(int lanes, int channels, int taps, int columns, bool masked);

    /// <summary>Finds a microkernel of 1 channel for 3×3 filters at stride 2.</summary>
    /// <param name="lanes">16, 8 or 4.</param>
    /// <param name="masked">Whether some columns of the vector are outside the row.</param>
    public static partial delegate*<StripWeightArguments*, void> Of3x3Stride2(int lanes, bool masked);
}
