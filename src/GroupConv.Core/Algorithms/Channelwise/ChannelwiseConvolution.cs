using System.Globalization;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// groups = in_channels, as many channels a vector as it has lanes: planes are transposed on their way into the cache, so that no lane is
/// wasted on a narrow image, every load is aligned, strides and dilations are mere offsets, and taps that meet the zeros around an image are left out. Outputs are transposed back.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; few channels take narrower ones.</param>
internal sealed class ChannelwiseConvolution(int lanes) : IConvAlgorithm
{
    private const int LeastLanes = 8;

    // Measured, in cycles: a multiply-add of a vector, storing a vector of a row tile, taking a vector of inputs apart, and an output whose vectors are split as they
    // are loaded.
    private const double MultiplyAdd = .55;
    private const double Storing = 2.5;
    private const double TakingApart = 7;
    private const double Splitting = 15.5;

    public string Name => "channelwise";

    public string Reason => "each group reads one channel: the lanes of a vector are channels, and no load is unaligned";

    public string? Refusal(ImageProblem problem)
    {
        if (!problem.HasDenseImages)
            return "images that are slices of a volume do not stand one behind the other";
        if (!problem.IsDepthwise)
            return string.Create(CultureInfo.InvariantCulture, $"each group reads {problem.InChannels} channels, not 1");
        if (lanes < LeastLanes)
            return "transposing wants vectors of 8 lanes or more";
        if (problem.AllInChannels < LeastLanes)
            return string.Create(CultureInfo.InvariantCulture, $"{problem.AllInChannels} channels do not fill a vector");
        return Limits.Refusal(problem, problem.Rows.Window + 2 * ChannelwiseBlocking.LeastBandRows * (double)problem.Rows.Stride, lanes);
    }

    public double Cycles(ImageProblem problem) => IsSlower(problem) ? double.PositiveInfinity : 0;

    public IPreparedConv Prepare(ImageProblem problem, int threads)
    {
        var b = new ChannelwiseBlocking(problem, LanesOf(problem), threads);
        var run = new ChannelwiseRun(b, new ChannelwiseTables(b));
        var weights = new ChannelwiseWeights(b);
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (weights, b.ChannelBlocks),
            PackedFloats = b.PackedFloats,
            PacksFilters = weights.TakesFilters,
            Use = run.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(b.Along.TileOutputs, "pixel")} × {b.Lanes} channels, runs of {PreparedItems.Count(b.Along.RunTaps, "tap")}, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }

    /// <summary>
    /// Whether row tiles, whose lanes are pixels, take less time: cycles for each image of an input channel. Theirs grow where rows
    /// do not fill vectors, where taps lie across so that no loaded row serves another (and a load of n lanes crosses a cache line n times out of 16), and
    /// where strides make them take rows apart.
    /// </summary>
    private bool IsSlower(ImageProblem problem)
    {
        int ofChannels = LanesOf(problem), ofPixels = lanes;
        while (ofPixels > 4 && problem.Columns.Out <= ofPixels / 2)
            ofPixels /= 2;
        bool hasZerosAround = problem.PaddingMode == PaddingMode.Zeros;
        double taps = problem.Rows.Taps * (double)problem.Columns.Taps, rows = hasZerosAround ? problem.Rows.InsideShare : 1, columns = hasZerosAround ? problem.Columns.InsideShare : 1;
        var down = new TileAxis((int)problem.Rows.Out, (int)problem.Rows.Out, problem.Rows.Taps, problem.Rows.Stride, problem.Rows.Dilation, 0, 0, 0, 0, 0);
        double loads = TileAxis.LoadsPerMacOf(down.Outputs, down.RunTaps) * (1 + ofPixels / 16.0);
        double vectors = problem.Rows.Out * Math.Ceiling(problem.Columns.Out / (double)ofPixels);
        double rowTiles = problem.Multiplier * (MultiplyAdd * taps * (problem.HasUnitStride ? rows : 1) * Math.Max(1, loads) + Storing);
        if (VectorSplit.Fits(problem))
            rowTiles = problem.Multiplier * Splitting;
        else if (problem.Columns.Stride > 1)
            rowTiles += TakingApart * problem.Rows.Stride * problem.Columns.Stride;
        double outputs = problem.Rows.Out * (double)problem.Columns.Out * problem.Multiplier, inputs = problem.Rows.In * (double)problem.Columns.In;
        double fullBlocks = Math.Ceiling(problem.AllInChannels / (double)ofChannels) * ofChannels / problem.AllInChannels;
        double channelTiles = MultiplyAdd * taps * rows * columns * outputs + ChannelwiseBlocking.TranspositionCycles(ofChannels) * (inputs + outputs);
        return rowTiles * vectors < channelTiles * fullBlocks / ofChannels;
    }

    private int LanesOf(ImageProblem problem)
    {
        int narrower = lanes;
        while (narrower > problem.AllInChannels)
            narrower /= 2;
        return narrower;
    }
}
