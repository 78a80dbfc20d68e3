using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>
/// 1×1 filters: a matrix product for each group, filters × pixels. The pixels that the stride selects are contiguous, so vectors need not
/// end at the ends of rows (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class PointwiseConvolution(int lanes) : IConvAlgorithm
{
    private const double MostRowFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "pointwise";

    public string Reason =>
        string.Create(CultureInfo.InvariantCulture, $"1×1 filters: filters times vectors of {lanes} pixels, whatever the image's width");

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (!problem.IsPointwise)
        {
            return new Refused(
                string.Create(CultureInfo.InvariantCulture, $"filters are {problem.Rows.Taps}×{problem.Columns.Taps}, not 1×1"));
        }

        double row = Math.Max(3 * 16, (double)problem.Columns.Out) * 3 * problem.InChannels;
        double plane = Math.Max(problem.InPlane, (double)problem.OutPlane);
        if (row > MostRowFloats || plane > MostPlaneFloats)
            return new Refused(string.Create(CultureInfo.InvariantCulture, $"some rows of pixels have {row:0} elements over all channels"));
        var cycles = new PointwiseCycles(problem, lanes);
        return Offered.Once(problem.GroupImages * cycles.OfGroup, () => Prepare(new PointwiseBlocking(problem, cycles, lanes, threads)));
    }

    private static PreparedItems Prepare(PointwiseBlocking b)
    {
        string channels = PreparedItems.Count(EvenParts.Ceiling(b.OutChannels, b.Blocks), "channel");
        string inputs = PreparedItems.Count(b.InBlock, "input channel");
        string vectors = PreparedItems.Count(b.Vectors, "vector");
        return new PreparedItems((new PointwiseRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {channels} × {vectors} of {b.Lanes} pixels, {inputs} a block, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }
}
