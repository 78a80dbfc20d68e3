using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>
/// Direct convolution with vectors of output pixels. Input channels are copied to padded planes, which the stride splits into phases. A
/// table of tap offsets then makes one loop serve all kernel sizes, strides, dilations and padding modes (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class DirectConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "direct";

    public string Reason =>
        string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output pixels on padded planes, no matrix of patches");

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (Limits.Refusal(problem, problem.Rows.Window + 3 * (double)problem.Rows.Stride, problem.InChannels) is { } refusal)
            return new Refused(refusal);
        var costs = MachineCosts.Of(lanes);
        var tiling = PixelTiling.Choose(problem, lanes, DirectBlocking.InBlocksOf(problem) > 1);
        double planes = DirectBlocking.ReadsInput(problem, tiling.IsFlat) ? 0 : PaddedPlanes.Cycles(problem, costs);
        var way = Offered.Once(
            problem.GroupImages * (tiling.Cycles + costs.GroupStart) + planes,
            () => Prepare(new DirectBlocking(problem, tiling, lanes, threads)));
        return problem.IsPointwise ? new AskFor("pointwise is faster with 1×1 filters", way) : way;
    }

    private static PreparedItems Prepare(DirectBlocking b)
    {
        string channels = PreparedItems.Count(EvenParts.Ceiling(b.OutChannels, b.OutBlocks), "channel");
        string inputs = PreparedItems.Count(b.InBlock, "input channel");
        string vectors = PreparedItems.Count(b.Vectors, "vector");
        return new PreparedItems((new DirectRun(b, new DirectTables(b)), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {channels} × {vectors} of {b.Lanes} pixels, {inputs} a block, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }
}
