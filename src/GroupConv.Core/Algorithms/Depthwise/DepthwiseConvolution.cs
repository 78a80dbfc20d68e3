using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>
/// Depthwise convolution (groups = in_channels) with vectors of columns. Every output channel reads one padded plane, which the stride
/// splits into phases. A tile is a vector of columns on up to 8 rows, so a loaded row is used by all taps of a filter column (see <see
/// cref="RowTileArguments"/>). 3×3 filters stay in registers; their tiles have up to 16 rows.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images use narrower vectors.</param>
internal sealed class DepthwiseConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "depthwise";

    public string Reason => "each group reads one channel: a loaded row is used by a column of taps on several output rows";

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (!problem.HasDenseImages)
            return new Refused("slices of a volume are not contiguous in memory");
        if (!problem.IsDepthwise)
            return new Refused(string.Create(CultureInfo.InvariantCulture, $"each group reads {problem.InChannels} channels, not 1"));
        return Limits.Refusal(
            problem, problem.Rows.Window + DepthwiseBlocking.LeastBandRows * (double)problem.Rows.Stride, 1) is { } refusal
            ? new Refused(refusal)
            : Offered.Once(Cycles(problem), () => Prepare(new DepthwiseBlocking(problem, lanes, threads)));
    }

    private static PreparedItems Prepare(DepthwiseBlocking b)
    {
        var run = new DepthwiseRun(b, new DepthwiseTables(b));
        string rows = PreparedItems.Count(b.TileRows, "row");
        string taps = PreparedItems.Count(b.RunTaps, "tap");
        string channels = PreparedItems.Count(b.BlockChannels, "channel");
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Use = run.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {rows} × {b.Lanes} columns, runs of {taps}, {channels} a block, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }

    /// <summary>
    /// Estimated cycles: multiply-adds and stores of row tiles, for all vectors. They take longer if rows do not fill vectors, if no loaded
    /// row is used by several taps, and if a stride splits rows into phases.
    /// </summary>
    private double Cycles(ImageProblem problem)
    {
        (var down, var across) = (problem.Rows, problem.Columns);
        int ofVector = EvenParts.LanesFor(lanes, (int)across.Out);
        var costs = MachineCosts.Of(ofVector);
        double inside = problem.PaddingMode == PaddingMode.Zeros && problem.HasUnitStride ? down.InsideShare : 1;
        // An unaligned load of n lanes crosses a cache line in n of 16 cases.
        double loads = LoadsOfMultiplyAdd(down) * (1 + ofVector / 16.0);
        double vector = VectorSplit.Fits(problem)
            ? costs.SplitVector
            : costs.RowTileMultiplyAdd * problem.Taps * inside * Math.Max(1, loads) + costs.RowTileStore;
        double filters = problem.Multiplier * vector * (problem.Multiplier > costs.FewFilters ? costs.ManyFilters : 1);
        double phases = !VectorSplit.Fits(problem) && across.Stride > 1 ? costs.PhaseSplit * down.Stride * across.Stride : 0;
        return problem.Batch * (double)problem.AllInChannels * down.Out * Math.Ceiling(across.Out / (double)ofVector) * (filters + phases);
    }

    /// <summary>Approximate loads per multiply-add of a tile: a loaded row is used by the taps of a column in the same phase.</summary>
    private static double LoadsOfMultiplyAdd(ImageAxis down)
    {
        bool shares = down.PhaseTaps < down.Taps && down.Out > down.RowStep;
        int taps = shares ? EvenParts.Ceiling(down.Taps, down.PhaseTaps) : 1;
        int runs = EvenParts.Ceiling(taps, RowTiles.MostTaps);
        int run = EvenParts.Ceiling(taps, runs);
        double rows = Math.Min(down.Out, RowTiles.MostOutputs);
        return (rows + 2 * run - 1) / (rows * run);
    }
}
