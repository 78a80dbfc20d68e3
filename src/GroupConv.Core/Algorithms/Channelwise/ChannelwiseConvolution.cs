using System.Globalization;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// Depthwise convolution (groups = in_channels) with vectors of channels. Planes are transposed while they are copied into the cache. So
/// narrow images waste no lanes, every load is aligned, strides and dilations only change offsets, and taps on zeros around an image are
/// skipped. The outputs are transposed back.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; problems with few channels use narrower vectors.</param>
internal sealed class ChannelwiseConvolution(int lanes) : IConvAlgorithm
{
    private const int LeastLanes = 8;

    public string Name => "channelwise";

    public string Reason => "each group reads one channel: the lanes of a vector are channels, and no load is unaligned";

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (!problem.HasDenseImages)
            return new Refused("slices of a volume are not contiguous in memory");
        if (!problem.IsDepthwise)
            return new Refused(string.Create(CultureInfo.InvariantCulture, $"each group reads {problem.InChannels} channels, not 1"));
        if (lanes < LeastLanes)
            return new Refused("transposing needs vectors of at least 8 lanes");
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

    /// <summary>Cycles of the taps inside the image and of the transpositions of input and output, for all blocks of channels.</summary>
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
