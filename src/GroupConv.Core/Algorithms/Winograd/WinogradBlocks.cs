using GroupConv.Core.Planning;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>Into how many blocks tiles are shared out.</summary>
internal static class WinogradBlocks
{
    // Fewer tiles of a block would have each weight fetched for too few multiply-adds.
    private const int LeastTiles = 12;

    /// <summary>
    /// The blocks that cost least to move: nothing where weight, tiles and products all stay in the second-level cache; else the weight is
    /// fetched once a block, and of the tiles and products, as many as do not fit, up to all of them. Then more blocks, where threads need
    /// them and these are not too small.
    /// </summary>
    /// <param name="b">Tiles and channels.</param>
    /// <param name="threads">Threads that may share a run.</param>
    /// <param name="costs">Sizes of the caches and what fetching costs.</param>
    public static long Choose(WinogradBlocking b, int threads, MachineCosts costs)
    {
        double cache = costs.SecondCacheFloats;
        // An empty batch is planned as if it had a tile; nothing of it is run.
        long all = Math.Max(1, b.Tiles), best = all;
        int step = b.MostNumbers(b.VectorsOf(0));
        double weight = (double)b.Positions * b.InChannels * b.OutChannels, tile = (double)b.Positions * (b.InChannels + b.OutChannels);
        double least = double.PositiveInfinity;
        bool isNear = true;
        for (long tiles = step; tiles < all + step; tiles += step)
        {
            double held = Math.Min(tiles, all) * tile;
            if (tiles > step && Math.Min(tiles, all) * (double)b.Positions * b.InChannels > costs.WinogradDataFloats)
                break;
            long blocks = (all + tiles - 1) / tiles;
            bool isNearToo = weight + held <= costs.WinogradCrowding * cache;
            double gone = Math.Clamp((held - cache) / (4.0 * cache), 0, 1);
            double moved = isNearToo ? 0 : costs.WinogradFetchedWeight * blocks * weight + costs.WinogradFetchedTiles * gone * all * tile;
            if (moved <= least)
                (best, least, isNear) = (blocks, moved, isNearToo);
        }

        return threads == 1 ? best : ShareOut(b, best, threads, isNear ? 4 * threads : threads);
    }

    private static long ShareOut(WinogradBlocking b, long blocks, int threads, int units)
    {
        int groups = b.Problem.Groups;
        long most = Math.Max(blocks, b.Tiles / LeastTiles);
        for (long count = blocks; count <= most; count++)
        {
            if (count * groups >= units && (count * groups % threads == 0 || count * groups >= 8 * threads))
                return count;
        }

        return most * groups % threads == 0 ? most : blocks;
    }
}
