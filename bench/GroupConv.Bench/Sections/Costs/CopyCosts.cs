using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels.Layout;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>Costs of the engine's copies before and after the computation, per float, in the L1 and L2 caches.</summary>
internal static unsafe class CopyCosts
{
    // The same number of floats for each width; source and copy fit the L2 cache.
    private const int Numbers = 4 * 56 * 56;

    // Distance between the output planes of a 56 × 56 image: the write stride of transpositions.
    private const int FarStride = 56 * 56;

    private const int Half = 1 << 17;

    // Neighbouring tiles, as in a row of an image.
    private const int Transpositions = 16;

    // Pixels of a row that are gathered to vectors of channels.
    private const int RowPixels = 56;

    /// <summary>Measures.</summary>
    /// <param name="memory">A megabyte.</param>
    /// <param name="lanes">Lanes of the vectors.</param>
    /// <param name="rounds">Number of batches of each.</param>
    public static IReadOnlyList<CostRow> Measure(Workspace memory, int lanes, int rounds)
    {
        var rows = new List<CostRow>();
        nint from = (nint)memory.Floats, to = from + Half * sizeof(float);
        var ofRow = new Dictionary<int, double>();
        foreach (int width in new[] { 7, 14, 28, 56 })
        {
            int planes = Numbers / (width * width);
            double cycles = CycleClock.Cycles(() => Copy((float*)from, (float*)to, width, 1, planes), rounds) / (planes * width);
            ofRow.Add(width, cycles);
            rows.Add(new CostRow(lanes, Name("copy to a padded plane, rows of", width), "cycles a number", cycles / width));
        }

        rows.Add(new CostRow(lanes, nameof(MachineCosts.PlaneFloat), "cycles a number, rows of 28", ofRow[28] / 28));
        double pixel = (ofRow[56] - ofRow[28]) / 28;
        rows.Add(new CostRow(lanes, nameof(MachineCosts.CopiedPixel), "cycles a number beyond the 28th of a row", pixel));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.CopiedRow), "cycles to begin a row", ofRow[28] - 28 * pixel));
        foreach (int width in new[] { 14, 28, 56 })
        {
            int planes = Numbers / (width * width), half = width / 2;
            double cycles = CycleClock.Cycles(() => Copy((float*)from, (float*)to, width, 2, planes), rounds);
            rows.Add(new CostRow(
                lanes, Name("copy to a phase at stride 2, rows of", half), "cycles a number", cycles / (planes * half * half)));
        }

        rows.Add(new CostRow(lanes, nameof(MachineCosts.TransposedOutput), "cycles a number, 4 pixels", Transposed(4, FarStride)));
        rows.Add(new CostRow(lanes, nameof(MachineCosts.SingleOutput), "cycles a number, 1 pixel", Transposed(1, FarStride)));
        rows.Add(new CostRow(lanes, "transposition nearby", "cycles a number, 8 pixels", Transposed(8, 8)));
        if (lanes < 8)
            return rows;
        double[] turned = CycleClock.Cycles(
            rounds,
            () => ChannelLanes.Gather(lanes, (float*)from, FarStride, RowPixels, (float*)to),
            () => ChannelLanes.Scatter(lanes, (float*)to, (float*)from, FarStride, RowPixels));
        rows.Add(new CostRow(
            lanes, nameof(MachineCosts.ChannelTransposition), "cycles a pixel, in and out in the mean", turned.Average() / RowPixels));
        return rows;

        // Transposes a tile's sums, with contiguous channels, to one output plane per channel.
        double Transposed(int pixels, int stride) =>
            CycleClock.Cycles(() => Transpose((float*)from, (float*)to, stride, pixels, lanes), rounds) / (Transpositions * pixels * lanes);
    }

    private static void Transpose(float* from, float* to, int stride, int pixels, int lanes)
    {
        for (int i = 0; i < Transpositions; i++, from += pixels * lanes, to += pixels)
            Transposition.Run(from, lanes, to, stride, pixels, lanes);
    }

    private static string Name(string what, int width) => string.Create(CultureInfo.InvariantCulture, $"{what} {width}");

    /// <summary>The insides of padded planes with a margin of one pixel.</summary>
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
        PlaneRows.CopyInsides(inside, from, from + Half, to, planes);
    }
}
