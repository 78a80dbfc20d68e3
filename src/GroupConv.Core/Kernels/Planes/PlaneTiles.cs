namespace GroupConv.Core.Kernels.Planes;

/// <summary>The plane tile microkernels by lanes, rows and taps, as function pointers <c>delegate*&lt;PlaneTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class PlaneTiles
{
    /// <summary>The most taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>The most rows of any tile.</summary>
    public const int MostRowsOfAll = 16;

    /// <summary>The most rows of a tile whose filter stays in registers: more would spread over too many lines of cache.</summary>
    public const int MostFilterRows = 16;

    /// <summary>The most rows of a tile, so that accumulators, weights, a row and its mask stay in registers.</summary>
    public static int MostRows(int registers, int taps) => Math.Min(registers - taps - 2, MostRowsOfAll);

    /// <summary>A microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRowsOfAll"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static partial delegate*<PlaneTileArguments*, void> Get(int lanes, int rows, int taps, bool masked);

    /// <summary>A microkernel for 3 full runs of 3 taps, and tiles of 2 rows or more.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static partial delegate*<PlaneTileArguments*, void> Of3x3(int lanes, bool masked);

    /// <summary>A microkernel for 3x3 filters at stride 2.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="masked">Whether some columns lie beside the rows.</param>
    public static partial delegate*<PlaneTileArguments*, void> Of3x3Stride2(int lanes, bool masked);
}
