using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>Which tiles cover the outputs of a group: output channels × vectors of pixels.</summary>
/// <param name="BlockStarts">The first output channel of each block, within its group; at last, their number.</param>
/// <param name="Vectors">Vectors of a tile.</param>
/// <param name="IsFlat">Whether vectors run on over the ends of rows and the margins, through a buffer, and not along each row.</param>
/// <param name="Cycles">Cycles for all outputs of a group, as far as registers and loads tell.</param>
internal sealed record PixelTiling(int[] BlockStarts, int Vectors, bool IsFlat, double Cycles)
{
    public int Blocks => BlockStarts.Length - 1;

    /// <summary>The tiles for a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="addsUp">Whether sums are added up in place, block of input channels after block.</param>
    public static PixelTiling Choose(ImageProblem problem, int lanes, bool addsUp)
    {
        int outChannels = problem.OutChannels, height = (int)problem.Rows.Out, width = (int)problem.Columns.Out;
        long planeWidth = problem.Columns.Out + problem.Columns.Reach;
        var costs = MachineCosts.Of(lanes);
        // Blocks as even as can be: 5 = 3 + 2 keeps more accumulators busy than 4 + 1.
        int most = PixelTiles.MostChannels(lanes), blocks = (outChannels + most - 1) / most;
        int[] starts = EvenParts.Starts(outChannels, blocks);
        int vectors = PixelTiles.BestVectors((outChannels + blocks - 1) / blocks, lanes);

        int rowVectors = (width + lanes - 1) / lanes;
        double flatVectors = (double)(planeWidth * (height - 1) + width) / (lanes * height);
        // Flat runs cross the margins but waste no lanes at the end of each row; handing their pixels out costs a tenth.
        // Where a row's last vector covers pixels of the one before, sums cannot be added up in place, block after block.
        bool isFlat = width < lanes || rowVectors > 1.1 * flatVectors || (addsUp && width % lanes != 0);
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
