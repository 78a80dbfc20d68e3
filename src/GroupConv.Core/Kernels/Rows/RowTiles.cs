namespace GroupConv.Core.Kernels.Rows;

/// <summary>Row tiles, found by lanes, lines, outputs and taps, as <c>delegate*&lt;RowTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class RowTiles
{
    /// <summary>Maximum outputs of a tile on a line.</summary>
    public const int MostOutputs = 8;

    /// <summary>Maximum taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>Maximum lines of a tile whose accumulators, weights and pixels fit the registers.</summary>
    public static int MostLines(int registers) => registers < 32 ? 1 : 2;

    /// <summary>Finds a microkernel whose lanes are channels.</summary>
    /// <param name="lanes">16 or 8.</param>
    /// <param name="lines">Maximum lines of a tile, 1 or 2.</param>
    /// <param name="outputs">Outputs on a line, 1 to <see cref="MostOutputs"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    public static partial delegate*<RowTileArguments*, void> OfChannels(int lanes, int lines, int outputs, int taps);
}
