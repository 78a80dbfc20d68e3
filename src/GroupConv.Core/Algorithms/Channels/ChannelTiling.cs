using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>Which tiles cover the outputs of a group: vectors of output channels × rows × columns of pixels.</summary>
/// <param name="Blocks">The vectors of each block of output channels.</param>
/// <param name="Rows">Rows of pixels of a tile.</param>
/// <param name="Columns">Pixels of a row of a tile.</param>
/// <param name="Cycles">Cycles that one tap takes for all outputs of the group, as far as registers and loads tell.</param>
internal sealed record ChannelTiling(int[] Blocks, int Rows, int Columns, double Cycles)
{
    /// <summary>What it costs to turn an output's place.</summary>
    public const double CyclesOfOutput = .3;

    public int Pixels => Rows * Columns;

    /// <summary>Tiles that cover so many rows of pixels.</summary>
    public int Tiles(int rows, int width) => (rows + Rows - 1) / Rows * ((width + Columns - 1) / Columns);

    /// <summary>The tiles that take the fewest cycles.</summary>
    /// <param name="lanes">Lanes of a vector.</param>
    /// <param name="outChannels">Output channels of a group.</param>
    /// <param name="height">Rows of the output.</param>
    /// <param name="width">Columns of the output.</param>
    public static ChannelTiling Choose(int lanes, int outChannels, int height, int width)
    {
        int vectors = (outChannels + lanes - 1) / lanes;
        ChannelTiling? best = null;
        for (int most = 1; most <= Math.Min(vectors, ChannelTiles.MostVectors); most++)
        {
            // As even as can be: a block of one vector loads a number for each multiply-add.
            int blocks = (vectors + most - 1) / most;
            int[] sizes = [.. Enumerable.Range(0, blocks).Select(block => (vectors * (block + 1) / blocks) - (vectors * block / blocks))];
            int mostPixels = ChannelTiles.MostPixels(VectorUnit.Registers, sizes.Max());
            for (int rows = 1; rows <= Math.Min(height, ChannelTiles.MostRows); rows++)
            {
                for (int columns = 1; columns <= Math.Min(Math.Min(width, ChannelTiles.MostColumns), mostPixels / rows); columns++)
                {
                    var tiling = new ChannelTiling(sizes, rows, columns, 0);
                    double cycles = tiling.Tiles(height, width) * sizes.Sum(size => VectorUnit.TapCycles(lanes, size * tiling.Pixels, size + tiling.Pixels));
                    if (best is null || cycles < .999 * best.Cycles)
                        best = tiling with { Cycles = cycles };
                }
            }
        }

        return best!;
    }
}
