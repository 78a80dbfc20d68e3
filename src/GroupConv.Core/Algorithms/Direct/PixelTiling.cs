using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>Which tiles cover the outputs of a group: output channels × vectors of pixels.</summary>
/// <param name="BlockStarts">The first output channel of each block, within its group, and one past the last channel.</param>
/// <param name="Vectors">Vectors of a tile.</param>
/// <param name="IsFlat">
/// Whether vectors cross the ends of rows and the margins, and write to a buffer, instead of following each row.
/// </param>
/// <param name="Cycles">Estimated cycles for all outputs of a group, from the numbers of instructions and loads.</param>
internal sealed record PixelTiling(int[] BlockStarts, int Vectors, bool IsFlat, double Cycles)
{
    public int Blocks => BlockStarts.Length - 1;

    /// <summary>The tiles for a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="accumulates">Whether sums are accumulated in the output, one block of input channels after another.</param>
    public static PixelTiling Choose(ImageProblem problem, int lanes, bool accumulates)
    {
        int outChannels = problem.OutChannels, height = (int)problem.Rows.Out, width = (int)problem.Columns.Out;
        long planeWidth = problem.Columns.Out + problem.Columns.Reach;
        var costs = MachineCosts.Of(lanes);
        // Even blocks: 5 = 3 + 2 keeps more accumulators busy than 4 + 1.
        int most = PixelTiles.MostChannels(lanes), blocks = (outChannels + most - 1) / most;
        int[] starts = EvenParts.Starts(outChannels, blocks);
        int vectors = PixelTiles.BestVectors((outChannels + blocks - 1) / blocks, lanes);

        int rowVectors = (width + lanes - 1) / lanes;
        double flatVectors = (double)(planeWidth * (height - 1) + width) / (lanes * height);
        // Flat runs compute the margins too, but waste no lanes at the end of each row; copying their pixels to the output costs about 10%.
        // If a row's last vector overlaps the one before it, sums cannot be accumulated in the output.
        bool isFlat = width < lanes || rowVectors > 1.1 * flatVectors || (accumulates && width % lanes != 0);
        double tiles = Math.Ceiling(height * (isFlat ? flatVectors : rowVectors)) / vectors, load = costs.UnalignedLoad;
        double TileCycles(int channels) =>
            problem.Taps * costs.TapCycles(channels * vectors, vectors * load + channels)
                + channels * vectors * costs.AccumulatorStore + costs.PixelTileStart;
        double cycles = tiles * Enumerable.Range(0, blocks).Sum(block => TileCycles(starts[block + 1] - starts[block]));
        if (isFlat)
            cycles += costs.FlatOutput * outChannels * height * (double)width;
        return new PixelTiling(starts, vectors, isFlat, cycles);
    }
}
