using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>Which tiles cover the outputs of a group: output channels × vectors of pixels.</summary>
/// <param name="BlockStarts">The first output channel of each block, within its group; at last, their number.</param>
/// <param name="Vectors">Vectors of a tile.</param>
/// <param name="IsFlat">Whether vectors run on over the ends of rows and the margins, through a buffer, and not along each row.</param>
/// <param name="Cycles">Cycles for all outputs of a group, as far as registers and loads tell.</param>
internal sealed record PixelTiling(int[] BlockStarts, int Vectors, bool IsFlat, double Cycles)
{
    // Stores that a tile ends with, what begins it, and what it costs to hand an output of a flat run out.
    private const double CyclesOfStore = 1.5;
    private const double CyclesOfTile = 12;
    private const double CyclesOfFlatOutput = .15;

    public int Blocks => BlockStarts.Length - 1;

    /// <summary>The tiles for a layer.</summary>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="outChannels">Output channels of a group.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="planeWidth">Columns of a padded plane.</param>
    /// <param name="taps">Taps of an output.</param>
    /// <param name="addsUp">Whether sums are added up in place, block of input channels after block.</param>
    public static PixelTiling Choose(int lanes, int outChannels, int height, int width, int planeWidth, double taps, bool addsUp)
    {
        // Blocks as even as can be: 5 = 3 + 2 keeps more accumulators busy than 4 + 1.
        int most = PixelTiles.MostChannels(lanes), blocks = (outChannels + most - 1) / most;
        int[] starts = [.. Enumerable.Range(0, blocks + 1).Select(block => (int)((long)outChannels * block / blocks))];
        int vectors = PixelTiles.MostVectors((outChannels + blocks - 1) / blocks);

        int rowVectors = (width + lanes - 1) / lanes;
        double flatVectors = (double)((long)planeWidth * (height - 1) + width) / (lanes * height);
        // Flat runs cross the margins but waste no lanes at the end of each row; handing their pixels out costs a tenth.
        // Where a row's last vector covers pixels of the one before, sums cannot be added up in place, block after block.
        bool isFlat = width < lanes || rowVectors > 1.1 * flatVectors || (addsUp && width % lanes != 0);
        double tiles = Math.Ceiling(height * (isFlat ? flatVectors : rowVectors)) / vectors, load = VectorUnit.UnalignedLoad(lanes);
        double TileCycles(int channels) =>
            taps * VectorUnit.TapCycles(lanes, channels * vectors, vectors * load + channels) + channels * vectors * CyclesOfStore + CyclesOfTile;
        double cycles = tiles * Enumerable.Range(0, blocks).Sum(block => TileCycles(starts[block + 1] - starts[block]));
        if (isFlat)
            cycles += CyclesOfFlatOutput * outChannels * height * (double)width;
        return new PixelTiling(starts, vectors, isFlat, cycles);
    }
}
