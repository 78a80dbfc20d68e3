using GroupConv.Core.Planning;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>Chooses the number of blocks of tiles.</summary>
internal static class WinogradBlocks
{
    // With fewer tiles in a block, each fetched weight is used for too few multiply-adds.
    private const int LeastTiles = 12;

    /// <summary>
    /// The number of blocks with the least memory traffic. There is none if weight, tiles and products together stay in the second-level
    /// cache. Otherwise the weight is fetched once per block, and the share of tiles and products that exceeds the cache is fetched again.
    /// The number is then increased if threads need more units and blocks stay large enough.
    /// </summary>
    /// <param name="b">Numbers of tiles and channels.</param>
    /// <param name="threads">The greatest number of threads that may share a run.</param>
    /// <param name="costs">Sizes of the caches and costs of fetching.</param>
    public static long Choose(WinogradBlocking b, int threads, MachineCosts costs)
    {
        double cache = costs.SecondCacheFloats;
        // An empty batch is planned as if it had one tile; nothing of it runs.
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
