using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>Which tiles cover the outputs of a group: output channels × rows of a vector of columns.</summary>
/// <param name="Lanes">Lanes of a vector.</param>
/// <param name="BlockStarts">The first output channel of each block, within its group; at last, their number.</param>
/// <param name="Rows">Rows of a tile.</param>
/// <param name="Runs">The runs of taps.</param>
/// <param name="Cycles">Cycles for all outputs of a group, as far as registers and loads tell.</param>
internal sealed record StripTiling(int Lanes, int[] BlockStarts, int Rows, ColumnRuns Runs, double Cycles)
{
    // Stores that a tile ends with, and what begins it.
    private const double CyclesOfStore = 1.5;
    private const double CyclesOfTile = 8;

    // What a tap takes at least, however few sums a tile has: each waits for the one before it. Measured on tiles of 8 sums, which 16 registers hold. Tiles of no more
    // multiply-adds than this are not held up: the processor has begun the next one by then.
    private const double CyclesOfChainedTap = 4.75;
    private const double MultiplyAddsAhead = 200;

    public int Blocks => BlockStarts.Length - 1;

    /// <summary>Tiles that cover so many rows.</summary>
    public int Tiles(int rows, int width)
    {
        int tiles = 0;
        for (int phase = 0; phase < Math.Min(Runs.RowStep, rows); phase++)
            tiles += ((rows - phase - 1) / Runs.RowStep + Rows) / Rows;
        return tiles * ((width + Lanes - 1) / Lanes);
    }

    /// <summary>Cycles for so many rows with the tiles that were chosen for a height.</summary>
    public double CyclesOf(int rows, int height, int width) => Cycles * Tiles(rows, width) / Tiles(height, width);

    /// <summary>The lanes of vectors for so many columns: narrow images take narrower ones.</summary>
    public static int LanesFor(int mostLanes, int width)
    {
        int lanes = mostLanes;
        while (lanes > 4 && width <= lanes / 2)
            lanes /= 2;
        return lanes;
    }

    /// <summary>The tiles that take the fewest cycles.</summary>
    /// <param name="mostLanes">The most lanes of a vector; narrow images take narrower ones.</param>
    /// <param name="rows">The rows of the planes.</param>
    /// <param name="inChannels">Input channels of a group.</param>
    /// <param name="outChannels">Output channels of a group.</param>
    /// <param name="kernelWidth">Columns of a filter.</param>
    /// <param name="height">Rows of the output in the smallest band.</param>
    /// <param name="width">Columns of the output.</param>
    public static StripTiling Choose(int mostLanes, LineMap rows, int inChannels, int outChannels, int kernelWidth, int height, int width)
    {
        int lanes = LanesFor(mostLanes, width);
        StripTiling? best = null;
        for (int most = 1; most <= Math.Min(outChannels, StripTiles.MostChannels); most++)
        {
            int blocks = (outChannels + most - 1) / most;
            int[] starts = [.. Enumerable.Range(0, blocks + 1).Select(block => (int)((long)outChannels * block / blocks))];
            int channels = (outChannels + blocks - 1) / blocks;
            var runs = new ColumnRuns(rows, StripTiles.MostTaps(VectorUnit.Registers, channels));
            int mostRows = StripTiles.MostRows(VectorUnit.Registers, channels), leastPhase = Math.Max(1, height / runs.RowStep);
            int tilesOfPhase = (leastPhase + mostRows - 1) / mostRows;
            var tiling = new StripTiling(lanes, starts, (leastPhase + tilesOfPhase - 1) / tilesOfPhase, runs, 0);
            double cycles = tiling.Tiles(height, width) * Enumerable.Range(0, blocks).Sum(block => tiling.TileCycles(starts[block + 1] - starts[block], inChannels, kernelWidth));
            if (best is null || cycles < .999 * best.Cycles)
                best = tiling with { Cycles = cycles };
        }

        return best!;
    }

    private double TileCycles(int channels, int inChannels, int kernelWidth)
    {
        double load = VectorUnit.UnalignedLoad(Lanes);
        bool isChained = inChannels * kernelWidth * channels * Rows * (double)Runs.Runs.Sum(run => run.Taps) > MultiplyAddsAhead;
        double taps = Runs.Runs.Sum(run => Math.Max(
            VectorUnit.TapCycles(Lanes, channels * Rows * run.Taps, (Rows + run.Taps - 1) * load + channels * run.Taps), isChained ? run.Taps * CyclesOfChainedTap : 0));
        return inChannels * kernelWidth * taps + channels * Rows * CyclesOfStore + CyclesOfTile;
    }
}
