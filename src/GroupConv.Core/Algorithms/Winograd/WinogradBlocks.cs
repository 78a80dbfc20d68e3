namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>Into how many blocks tiles are shared out.</summary>
internal static class WinogradBlocks
{
    // Transformed tiles of a block: no more than some megabytes of the next cache.
    private const long MostDataFloats = 1 << 21;

    // What a float of a weight that is fetched once more counts for, against one of the tiles and products that leave the second-level cache and come back:
    // a weight is read in order, ahead of its use.
    private const double FetchedWeight = .25;
    private const double FetchedTiles = 1.2;

    // How much more than fits may be held: parts of it are used and done with.
    private const double Crowding = 1.2;

    // Fewer tiles of a block would have each weight fetched for too few multiply-adds.
    private const int LeastTiles = 12;

    /// <summary>
    /// The blocks that cost least to move: nothing where weight, tiles and products all stay in the second-level cache; else the weight is fetched once a block, and
    /// of the tiles and products, as many as do not fit, up to all of them. Then more blocks, where threads need them and these are not too small.
    /// </summary>
    /// <param name="b">Tiles and channels.</param>
    /// <param name="threads">Threads that may share a run.</param>
    /// <param name="cache">Floats of the second-level cache.</param>
    public static long Choose(WinogradBlocking b, int threads, int cache)
    {
        // An empty batch is planned as if it had a tile; nothing of it is run.
        long all = Math.Max(1, b.Tiles), best = all;
        int step = b.MostNumbers(b.VectorsOf(0));
        double weight = (double)b.Positions * b.InChannels * b.OutChannels, tile = (double)b.Positions * (b.InChannels + b.OutChannels);
        double least = double.PositiveInfinity;
        bool isNear = true;
        for (long tiles = step; tiles < all + step; tiles += step)
        {
            double held = Math.Min(tiles, all) * tile;
            if (tiles > step && Math.Min(tiles, all) * (double)b.Positions * b.InChannels > MostDataFloats)
                break;
            long blocks = (all + tiles - 1) / tiles;
            bool isNearToo = weight + held <= Crowding * cache;
            double gone = Math.Clamp((held - cache) / (4.0 * cache), 0, 1);
            double moved = isNearToo ? 0 : FetchedWeight * blocks * weight + FetchedTiles * gone * all * tile;
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
