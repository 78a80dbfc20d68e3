using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>What moving a number costs before and after it is computed with, by the engine's own copies, in the nearest caches.</summary>
internal static unsafe class CopyCosts
{
    private const string Group = "copies of the engine";

    // Planes of this many channels: the second-level cache holds source and copy.
    private const int Channels = 16;
    private const int MostWidth = 56;

    // From one output plane to the next of an image of 56 × 56: as far apart as the engine's transpositions write.
    private const int FarStride = 56 * 56;

    private static readonly int[] s_widths = [7, 14, 28, 56];

    /// <summary>The costs.</summary>
    /// <param name="memory">Memory for all of them, a megabyte at least.</param>
    public static IEnumerable<Cost> All(Workspace memory)
    {
        float* from = memory.Floats, to = from + (1 << 17);
        foreach (int width in s_widths)
        {
            // The more rows, the shorter they are: as many numbers for each width.
            int planes = Channels * MostWidth / width / 4;
            yield return new Cost(
                Group, Name("CopyToPlane", width), "cycles a number", rounds => CycleClock.Cycles(() => Copy(from, to, width, 1, planes), rounds) / (planes * width * width));
        }

        foreach (int width in s_widths.Skip(1))
        {
            int planes = Channels * MostWidth / width / 4, half = width / 2;
            yield return new Cost(
                Group,
                Name("CopyToPhase", width),
                "cycles a number, stride 2",
                rounds => CycleClock.Cycles(() => Copy(from, to, width, 2, planes), rounds) / (planes * half * half));
        }

        foreach ((int rows, int columns) in new[] { (4, 8), (8, 8), (16, 8), (8, 56) })
        {
            string size = string.Create(CultureInfo.InvariantCulture, $"{rows}x{columns}");
            yield return new Cost(
                Group,
                $"TransposeNear {size}",
                "cycles a number",
                rounds => CycleClock.Cycles(() => Transposition.Run(from, columns, to, rows, rows, columns), rounds) / (rows * columns));
            yield return new Cost(
                Group,
                $"TransposeFar {size}",
                "cycles a number, columns 12 KB apart",
                rounds => CycleClock.Cycles(() => Transposition.Run(from, columns, to, FarStride, rows, columns), rounds) / (rows * columns));
        }
    }

    private static string Name(string what, int width) => string.Create(CultureInfo.InvariantCulture, $"{what} {width} wide");

    /// <summary>The insides of padded planes, a margin of one around each.</summary>
    private static void Copy(float* from, float* to, int width, int step, int planes)
    {
        int count = width / step, row = count + 2;
        var inside = new InsideArguments
        {
            SourceRow = step * width,
            SourcePlane = width * width,
            Destination = row + 1,
            DestinationRow = row,
            DestinationPlane = row * row,
            Rows = count,
            Count = count,
            Step = step,
            Overflows = step == 1 && count < PlaneRows.Chunk,
        };
        PlaneRows.CopyInsides(inside, from, from + (1 << 17), to, planes);
    }
}
