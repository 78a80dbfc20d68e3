namespace GroupConv.Core.Kernels.Planes;

/// <summary>Plane tiles, found by lanes, rows and taps, as <c>delegate*&lt;PlaneTileArguments*, void&gt;</c>.</summary>
internal static unsafe partial class PlaneTiles
{
    /// <summary>Maximum taps of a run.</summary>
    public const int MostTaps = 7;

    /// <summary>Maximum rows of any tile.</summary>
    public const int MostRowsOfAll = 16;

    /// <summary>Maximum rows of a tile whose filter stays in registers; more would touch too many cache lines.</summary>
    public const int MostFilterRows = 16;

    /// <summary>Maximum rows of a tile whose accumulators, weights, one row and its mask fit the registers.</summary>
    public static int MostRows(int registers, int taps) => Math.Min(registers - taps - 2, MostRowsOfAll);

    /// <summary>Finds a microkernel.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="rows">Output rows, 1 to <see cref="MostRowsOfAll"/>.</param>
    /// <param name="taps">Taps of a full run, 1 to <see cref="MostTaps"/>.</param>
    /// <param name="masked">Whether some columns of the vector are outside the row.</param>
    public static partial delegate*<PlaneTileArguments*, void> Get(int lanes, int rows, int taps, bool masked);

    /// <summary>Finds a microkernel for 3 full runs of 3 taps, and tiles of 2 or more rows.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="masked">Whether some columns of the vector are outside the row.</param>
    public static partial delegate*<PlaneTileArguments*, void> Of3x3(int lanes, bool masked);

    /// <summary>Finds a microkernel for 3×3 filters at stride 2.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="masked">Whether some columns of the vector are outside the row.</param>
    public static partial delegate*<PlaneTileArguments*, void> Of3x3Stride2(int lanes, bool masked);
}
