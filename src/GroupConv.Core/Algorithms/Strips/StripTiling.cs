using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>Which tiles cover the outputs of a group: output channels × rows of a vector of columns.</summary>
/// <param name="Lanes">Lanes of a vector.</param>
/// <param name="BlockStarts">The first output channel of each block, within its group, and one past the last channel.</param>
/// <param name="Rows">Rows of a tile.</param>
/// <param name="Runs">The runs of taps.</param>
/// <param name="Cycles">Estimated cycles for all outputs of a group, from the numbers of instructions and loads.</param>
internal sealed record StripTiling(int Lanes, int[] BlockStarts, int Rows, ColumnRuns Runs, double Cycles)
{
    public int Blocks => BlockStarts.Length - 1;

    /// <summary>Number of tiles that cover this many rows.</summary>
    public int Tiles(int rows, int width)
    {
        int tiles = 0;
        for (int phase = 0; phase < Math.Min(Runs.RowStep, rows); phase++)
            tiles += ((rows - phase - 1) / Runs.RowStep + Rows) / Rows;
        return tiles * ((width + Lanes - 1) / Lanes);
    }

    /// <summary>Cycles for some rows, with the tiles that were chosen for a height.</summary>
    public double CyclesOf(int rows, int height, int width) => Cycles * Tiles(rows, width) / Tiles(height, width);

    /// <summary>The tiling with the fewest expected cycles.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="mostLanes">The most lanes of a vector; narrow images use narrower vectors.</param>
    /// <param name="height">Rows of the output in the smallest band.</param>
    public static StripTiling Choose(ImageProblem problem, int mostLanes, int height)
    {
        int width = (int)problem.Columns.Out, lanes = EvenParts.LanesFor(mostLanes, width);
        StripTiling? best = null;
        for (int most = 1; most <= Math.Min(problem.OutChannels, StripTiles.MostChannels); most++)
        {
            int blocks = EvenParts.Ceiling(problem.OutChannels, most), channels = EvenParts.Ceiling(problem.OutChannels, blocks);
            int[] starts = EvenParts.Starts(problem.OutChannels, blocks);
            var runs = new ColumnRuns(problem.Rows, StripTiles.MostTaps(VectorUnit.Registers, channels));
            int mostRows = StripTiles.MostRows(VectorUnit.Registers, channels), leastPhase = Math.Max(1, height / runs.RowStep);
            int tilesOfPhase = EvenParts.Ceiling(leastPhase, mostRows);
            var tiling = new StripTiling(lanes, starts, EvenParts.Ceiling(leastPhase, tilesOfPhase), runs, 0);
            double cycles = 0;
            for (int block = 0; block < blocks; block++)
                cycles += tiling.TileCycles(starts[block + 1] - starts[block], problem);
            cycles *= tiling.Tiles(height, width);
            if (best is null || cycles < .999 * best.Cycles)
                best = tiling with { Cycles = cycles };
        }

        return best!;
    }

    private double TileCycles(int channels, ImageProblem problem)
    {
        var costs = MachineCosts.Of(Lanes);
        double columns = (double)problem.InChannels * problem.Columns.Taps;
        double multiplyAdds = columns * channels * Rows * Runs.Runs.Sum(run => run.Taps);
        double chained = multiplyAdds > costs.MultiplyAddsAhead ? costs.ChainedStripTap : 0;
        return columns * Runs.Runs.Sum(RunCycles) + channels * Rows * costs.AccumulatorStore + costs.StripTileStart;

        double RunCycles((int First, int Taps) run)
        {
            double loads = (Rows + run.Taps - 1) * costs.UnalignedLoad + channels * run.Taps;
            return Math.Max(costs.TapCycles(channels * Rows * run.Taps, loads), run.Taps * chained);
        }
    }
}
