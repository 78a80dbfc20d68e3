using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Which tiles cover the outputs of a group: vectors of output channels × rows × columns of pixels.</summary>
/// <param name="Blocks">The vectors of each block of output channels.</param>
/// <param name="Rows">Rows of pixels of a tile.</param>
/// <param name="Columns">Pixels of a row of a tile.</param>
/// <param name="RunTaps">Neighbouring taps of a filter's row that a tile takes together, at most: a pixel is loaded once for all of them.</param>
/// <param name="Cycles">Cycles that one tap takes, on the average, for all outputs of the group, as far as registers and loads tell.</param>
internal sealed record ChannelTiling(int[] Blocks, int Rows, int Columns, int RunTaps, double Cycles)
{
    // Measured on Zen 5 with 16 registers: steps of plain tiles with so many accumulators follow each other with hardly a gap, those of runs with a larger one.
    private const double PlainGain = .7;
    private const int GainingAccumulators = 12;
    private const double RunLoss = .3;

    // Weights that stay in the nearest cache beside pixels, and what is lost where there are more.
    private const int NearWeights = 10 * 1024;
    private const double CrowdingLoss = .03;

    // What it costs to turn an output's place: four pixels side by side are turned together, fewer one by one.
    private const int TurnedPixels = 4;
    private const double CyclesOfTurned = .3;
    private const double CyclesOfSingle = 1;

    public int Pixels => Rows * Columns;

    /// <summary>Whether taps that meet the zeros above or below the input are left out: where all pixels of a tile are of one row, so that it does not depend on tiles what is.</summary>
    public bool SkipsMargins => Rows == 1;

    /// <summary>What it costs to turn an output's place.</summary>
    /// <param name="width">Columns of the output.</param>
    public double CyclesOfOutput(int width) => (Columns == width ? Pixels : Columns) >= TurnedPixels ? CyclesOfTurned : CyclesOfSingle;

    /// <summary>Tiles that cover so many rows of pixels.</summary>
    public int Tiles(int rows, int width) => (rows + Rows - 1) / Rows * ((width + Columns - 1) / Columns);

    /// <summary>The tiles that take the fewest cycles.</summary>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    public static ChannelTiling Choose(int lanes, ImageProblem problem, int height, int width)
    {
        double inside = InsideRows.Share(problem);
        int vectors = (problem.OutChannels + lanes - 1) / lanes;
        // Runs of neighbouring taps leave the order of a sum as it is without them.
        int rowTaps = problem.Columns.Stride == 1 && problem.Columns.Dilation == 1 ? problem.Columns.Taps : 1;
        int runs = (rowTaps + ChannelTiles.MostRunTaps - 1) / ChannelTiles.MostRunTaps, runTaps = (rowTaps + runs - 1) / runs;
        double outputs = (double)height * width * problem.OutChannels / ((double)problem.InChannels * problem.PlaneTaps), fewest = 0;
        ChannelTiling? best = null;
        for (int most = 1; most <= Math.Min(vectors, ChannelTiles.MostVectors); most++)
        {
            // As even as can be: a block of one vector loads a number for each multiply-add.
            int blocks = (vectors + most - 1) / most;
            int[] sizes = [.. Enumerable.Range(0, blocks).Select(block => (vectors * (block + 1) / blocks) - (vectors * block / blocks))];
            Try(sizes, ChannelTiles.MostPixels(VectorUnit.Registers, sizes.Max()), 1);
            if (runTaps > 1)
                Try(sizes, ChannelTiles.MostRunPixels(VectorUnit.Registers, sizes.Max()), runTaps);
        }

        return best!;

        void Try(int[] sizes, int mostPixels, int taps)
        {
            for (int rows = 1; rows <= Math.Min(height, ChannelTiles.MostRows); rows++)
            {
                for (int columns = 1; columns <= Math.Min(Math.Min(width, ChannelTiles.MostColumns), mostPixels / rows); columns++)
                {
                    var tiling = new ChannelTiling(sizes, rows, columns, taps, 0);
                    double cycles = (tiling.SkipsMargins ? inside : 1) * (1 + tiling.Crowding(lanes, problem)) * tiling.Tiles(height, width) * sizes.Sum(size => tiling.TileCycles(lanes, size, rowTaps));
                    // Among its own tiles alone: what other rows of the table gain in the same way is not known.
                    double gain = problem.IsPointwise ? 0 : (tiling.SkipsMargins ? inside : 1) * tiling.Tiles(height, width) * sizes.Sum(tiling.Gain);
                    double all = cycles - gain + outputs * tiling.CyclesOfOutput(width);
                    if (best is null || all < .999 * fewest)
                        (best, fewest) = (tiling with { Cycles = cycles }, all);
                }
            }
        }
    }

    private double Gain(int vectors) => RunTaps == 1 && VectorUnit.Registers < 32 && vectors * Pixels >= GainingAccumulators ? PlainGain : 0;

    /// <summary>What weights that do not stay in the nearest cache from tile to tile cost.</summary>
    private double Crowding(int lanes, ImageProblem problem)
    {
        int taps = problem.InChannels * problem.PlaneTaps;
        return problem.Rows.Taps > 1 && Math.Min(taps, ChannelsBlocking.MostTaps) * Blocks.Max() * lanes > NearWeights ? CrowdingLoss : 0;
    }

    /// <summary>Cycles that a tile of so many vectors takes for a tap, with so many taps in a row of the filter.</summary>
    private double TileCycles(int lanes, int vectors, int rowTaps)
    {
        if (RunTaps == 1)
            return VectorUnit.TapCycles(lanes, vectors * Pixels, vectors + Pixels);
        int runs = (rowTaps + RunTaps - 1) / RunTaps;
        return Enumerable.Range(0, runs).Sum(run =>
        {
            int taps = rowTaps * (run + 1) / runs - rowTaps * run / runs;
            return VectorUnit.TapCycles(lanes, vectors * taps * Pixels, vectors * taps + Rows * (Columns + taps - 1), taps) + (VectorUnit.Registers >= 32 ? 0 : RunLoss);
        }) / rowTaps;
    }
}
