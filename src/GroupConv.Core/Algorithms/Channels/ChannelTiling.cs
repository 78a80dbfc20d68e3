using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Which tiles cover the outputs of a group: vectors of output channels × rows × columns of pixels.</summary>
/// <param name="Blocks">The vectors of each block of output channels.</param>
/// <param name="Rows">Rows of pixels of a tile.</param>
/// <param name="Columns">Pixels of a row of a tile.</param>
/// <param name="RunTaps">
/// The most neighbouring taps of a filter's row that a tile takes together. A pixel is loaded once for all of them.
/// </param>
/// <param name="Cycles">Estimated cycles per tap for all outputs of the group, from the numbers of instructions and loads.</param>
internal sealed record ChannelTiling(int[] Blocks, int Rows, int Columns, int RunTaps, double Cycles)
{
    // Outputs are transposed four pixels of a row at a time if the tile's columns allow it, otherwise one by one.
    private const int TransposedPixels = 4;

    public int Pixels => Rows * Columns;

    /// <summary>
    /// Whether taps that would read zeros above or below the input are skipped. Only if each tile has pixels of a single row: then the
    /// skipped taps of an output do not depend on the tiling, and neither do its bits.
    /// </summary>
    public bool SkipsMargins => Rows == 1;

    /// <summary>Cycles to transpose an output.</summary>
    /// <param name="costs">The machine's costs.</param>
    /// <param name="width">Columns of the output.</param>
    public double CyclesOfOutput(MachineCosts costs, int width) =>
        (Columns == width ? Pixels : Columns) >= TransposedPixels ? costs.TransposedOutput : costs.SingleOutput;

    /// <summary>Number of tiles that cover some rows of pixels.</summary>
    public int Tiles(int rows, int width) => (rows + Rows - 1) / Rows * ((width + Columns - 1) / Columns);

    /// <summary>The tiling with the fewest expected cycles.</summary>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    public static ChannelTiling Choose(int lanes, ImageProblem problem, int height, int width)
    {
        var costs = MachineCosts.Of(lanes);
        double inside = InsideRows.Share(problem);
        int vectors = (problem.OutChannels + lanes - 1) / lanes;
        // Runs of neighbouring taps do not change the order of a sum.
        int rowTaps = problem.Columns.Stride == 1 && problem.Columns.Dilation == 1 ? problem.Columns.Taps : 1;
        int runs = (rowTaps + ChannelTiles.MostRunTaps - 1) / ChannelTiles.MostRunTaps, runTaps = (rowTaps + runs - 1) / runs;
        double outputs = (double)height * width * problem.OutChannels / problem.Taps, fewest = 0;
        ChannelTiling? best = null;
        for (int most = 1; most <= Math.Min(vectors, ChannelTiles.MostVectors); most++)
        {
            // Even blocks: a block of one vector needs a broadcast for each multiply-add.
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
                    double tiles = (tiling.SkipsMargins ? inside : 1) * tiling.Tiles(height, width);
                    double tile = sizes.Sum(size => tiling.TileCycles(costs, size, rowTaps));
                    double cycles = (1 + tiling.Crowding(costs, problem)) * tiles * tile;
                    // This gain only ranks the tilings. Other algorithms have a similar gain that is not modelled, so Cycles leaves it out.
                    double gain = problem.IsPointwise ? 0 : tiles * sizes.Sum(size => tiling.Gain(costs, size));
                    double all = cycles - gain + outputs * tiling.CyclesOfOutput(costs, width);
                    if (best is null || all < .999 * fewest)
                        (best, fewest) = (tiling with { Cycles = cycles }, all);
                }
            }
        }
    }

    private double Gain(MachineCosts costs, int vectors) =>
        RunTaps == 1 && VectorUnit.Registers < 32 && vectors * Pixels >= costs.GainingAccumulators ? costs.FullTileGain : 0;

    /// <summary>Relative loss if the weights do not stay in the first-level cache from tile to tile.</summary>
    private double Crowding(MachineCosts costs, ImageProblem problem)
    {
        int taps = problem.InChannels * problem.PlaneTaps;
        return problem.Rows.Taps > 1 && Math.Min(taps, ChannelsBlocking.MostTaps) * Blocks.Max() * costs.Lanes > costs.NearWeightFloats
            ? costs.NearWeightLoss
            : 0;
    }

    /// <summary>Cycles per tap of a tile with some vectors, for filters with this many taps in a row.</summary>
    private double TileCycles(MachineCosts costs, int vectors, int rowTaps)
    {
        if (RunTaps == 1)
            return costs.TapCycles(vectors * Pixels, vectors + Pixels);
        int runs = (rowTaps + RunTaps - 1) / RunTaps;
        return Enumerable.Range(0, runs).Sum(run =>
        {
            int taps = rowTaps * (run + 1) / runs - rowTaps * run / runs;
            return costs.TapCycles(vectors * taps * Pixels, vectors * taps + Rows * (Columns + taps - 1), taps)
                + (VectorUnit.Registers >= 32 ? 0 : costs.RunLoss);
        }) / rowTaps;
    }
}
