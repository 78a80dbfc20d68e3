using System.Globalization;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// groups = in_channels, as many channels a vector as it has lanes: planes are transposed on their way into the cache, so that no lane is
/// wasted on a narrow image, every load is aligned, strides and dilations are mere offsets, and taps that meet the zeros around an image
/// are left out. Outputs are transposed back.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; few channels take narrower ones.</param>
internal sealed class ChannelwiseConvolution(int lanes) : IConvAlgorithm
{
    private const int LeastLanes = 8;

    public string Name => "channelwise";

    public string Reason => "each group reads one channel: the lanes of a vector are channels, and no load is unaligned";

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (!problem.HasDenseImages)
            return new Refused("images that are slices of a volume do not stand one behind the other");
        if (!problem.IsDepthwise)
            return new Refused(string.Create(CultureInfo.InvariantCulture, $"each group reads {problem.InChannels} channels, not 1"));
        if (lanes < LeastLanes)
            return new Refused("transposing wants vectors of 8 lanes or more");
        if (problem.AllInChannels < LeastLanes)
            return new Refused($"{Plural.Of(problem.AllInChannels, "channel")} cannot fill a vector");
        double rows = problem.Rows.Window + 2 * ChannelwiseBlocking.LeastBandRows * (double)problem.Rows.Stride;
        if (Limits.Refusal(problem, rows, lanes) is { } refusal)
            return new Refused(refusal);
        ChannelwiseBlocking? blocking = null;
        ChannelwiseRun? run = null;
        return new Offered(Cycles(problem), filters =>
        {
            blocking ??= new ChannelwiseBlocking(problem, LanesOf(problem), threads);
            return Prepare(
                blocking, run ??= new ChannelwiseRun(blocking, new ChannelwiseTables(blocking)), new ChannelwiseWeights(blocking, filters));
        });
    }

    private static PreparedItems Prepare(ChannelwiseBlocking b, ChannelwiseRun run, ChannelwiseWeights weights)
    {
        string pixels = PreparedItems.Count(b.Along.TileOutputs, "pixel"), taps = PreparedItems.Count(b.Along.RunTaps, "tap");
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (weights, b.ChannelBlocks),
            PackedFloats = b.PackedFloats,
            PacksFilters = weights.TakesFilters,
            Use = run.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {pixels} × {b.Lanes} channels, runs of {taps}, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }

    /// <summary>Multiply-adds of the taps inside the image, and transpositions in and out, for all blocks of channels.</summary>
    private double Cycles(ImageProblem problem)
    {
        int ofVector = LanesOf(problem);
        var costs = MachineCosts.Of(ofVector);
        double inside = problem.PaddingMode == PaddingMode.Zeros ? problem.Rows.InsideShare * problem.Columns.InsideShare : 1;
        double outputs = (double)problem.OutPlane * problem.Multiplier;
        double block = costs.ChannelwiseMultiplyAdd * problem.Taps * inside * outputs
            + costs.ChannelTransposition * (problem.InPlane + outputs);
        return problem.Batch * Math.Ceiling(problem.AllInChannels / (double)ofVector) * block;
    }

    private int LanesOf(ImageProblem problem)
    {
        int narrower = lanes;
        while (narrower > problem.AllInChannels)
            narrower /= 2;
        return narrower;
    }
}
