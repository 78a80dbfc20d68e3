using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// Direct convolution with vectors of columns on strips of rows. A loaded row is used by every tap of a filter column, for several output
/// channels (see <see cref="Kernels.Strips.StripTileArguments"/>). For groups of few channels, where loads rather than multiply-adds limit
/// the speed.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images use narrower vectors.</param>
internal sealed class StripsConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "strips";

    public string Reason => "few channels a group: a loaded row is used by a column of taps on several output rows and channels";

    public Offer Offer(ImageProblem problem, int threads)
    {
        double rows = problem.Rows.Window + 2.0 * StripTiles.MostRowsOfAll * problem.Rows.Stride * problem.Rows.Dilation;
        if (Limits.Refusal(problem, rows, problem.InChannels) is { } refusal)
            return new Refused(refusal);
        var costs = MachineCosts.Of(lanes);
        var tiling = StripTiling.Choose(problem, lanes, (int)problem.Rows.Out);
        double planes = StripsBlocking.CanReadInput(problem, lanes) ? 0 : PaddedPlanes.Cycles(problem, costs);
        return Offered.Once(
            problem.GroupImages * (tiling.Cycles + costs.GroupStart) + planes,
            () => Prepare(new StripsBlocking(problem, tiling, lanes, threads)));
    }

    private static PreparedItems Prepare(StripsBlocking b)
    {
        var packing = new StripsPacking(b);
        string channels = PreparedItems.Count(EvenParts.Ceiling(b.Problem.OutChannels, b.Tiling.Blocks), "channel");
        string rows = PreparedItems.Count(b.Tiling.Rows, "row"), taps = PreparedItems.Count(b.Tiling.Runs.Taps, "tap");
        return new PreparedItems((new StripsRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (packing, packing.Items),
            PackedFloats = b.PackedFloats,
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {channels} × {rows} × {b.Tiling.Lanes} columns, runs of {taps}, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }
}
