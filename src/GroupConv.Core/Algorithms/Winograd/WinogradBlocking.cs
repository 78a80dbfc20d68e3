using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>All sizes of the Winograd algorithm for a layer on an input: tiles, vectors of them, blocks and the partition of the work.</summary>
/// <remarks>Tiles of all images of a batch are counted through, so that vectors are full however small the images are.</remarks>
internal sealed class WinogradBlocking
{
    // Of the second-level cache: machines with 16 lanes have 1 MB or more, others 512 KB.
    private const int WideCacheFloats = 1 << 18;
    private const int NarrowCacheFloats = 1 << 17;

    // Transformed tiles of a block where they do not fit the second-level cache: some megabytes of the next one.
    private const long MostDataFloats = 1 << 21;

    // Where they fit, more vectors gain nothing.
    private const int MostVectors = 12;

    // Tiles between the halves of a transform, and pixels on their way to the output, stay in the first-level cache.
    private const int NearFloats = 8192;

    // Multiply-adds worth an item of their own: some ten microseconds.
    private const double ItemMacs = 250_000;

    public WinogradBlocking(Conv2dShape shape, int mostLanes, int outputs, int threads)
    {
        Shape = shape;
        Outputs = outputs;
        Positions = (outputs + 2) * (outputs + 2);
        InChannels = shape.Spec.InChannelsPerGroup;
        OutChannels = shape.Spec.OutChannelsPerGroup;
        TileRows = ((int)shape.OutHeight + outputs - 1) / outputs;
        TileColumns = ((int)shape.OutWidth + outputs - 1) / outputs;
        Tiles = shape.Batch * ImageTiles;
        Lanes = mostLanes;
        while (Lanes > 4 && Tiles <= Lanes / 2)
            Lanes /= 2;

        int groups = shape.Spec.Groups, cache = mostLanes == 16 ? WideCacheFloats : NarrowCacheFloats;
        // An empty batch is planned as if it had a tile; nothing of it is run.
        long vectors = Math.Max(1, (Tiles + Lanes - 1) / Lanes);
        (Blocks, bool isNear) = ChooseBlocks(vectors, cache);
        // Items for all threads; blocks of one vector would read each weight for few tiles alone.
        if (threads > 1 && isNear)
            Blocks = Math.Max(Blocks, Math.Min(vectors / 2, (4L * threads + groups - 1) / groups));
        BlockVectors = (int)((vectors + Blocks - 1) / Blocks);
        BlockTiles = BlockVectors * Lanes;
        Vectors = vectors;

        Channels = ChooseChannels();
        OutBlocks = (OutChannels + Channels - 1) / Channels;
        // Each chunk of products reads all tiles again.
        int chunk = isNear ? Math.Clamp(cache / 2 / (Positions * Channels * BlockTiles), 1, OutBlocks) : OutBlocks;
        int chunks = (OutBlocks + chunk - 1) / chunk;
        ChunkBlocks = (OutBlocks + chunks - 1) / chunks;
        HalfTiles = BlockTiles + Lanes;
        HalfChannels = Math.Clamp(NearFloats / (Positions * HalfTiles), 1, InChannels);
        SumChannels = Math.Clamp(NearFloats / (outputs * outputs * BlockTiles), 1, ChunkBlocks * Channels);

        RowFloats = (int)Align(PlaneColumns(Math.Min(TileColumns, BlockTiles)) + outputs * (Lanes + 1));

        // Where blocks are few, all threads transform the tiles first, then share them.
        Units = groups * Blocks;
        IsShared = threads > 1 && Units < 2 * threads;
        int parts = (int)Math.Min(int.MaxValue, (4L * threads + Units - 1) / Math.Max(1, Units));
        InParts = IsShared ? Math.Min(parts, (InChannels + HalfChannels - 1) / HalfChannels) : 1;
        OutParts = IsShared ? Math.Min(parts, OutBlocks) : 1;
        double unitMacs = (double)Positions * InChannels * OutChannels * BlockTiles;
        UnitsPerItem = IsShared ? 1 : (long)Math.Clamp(ItemMacs / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = IsShared ? Units * OutParts : (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);
    }

    public Conv2dShape Shape { get; }

    /// <summary>Output rows and columns of a tile: 2 or 4.</summary>
    public int Outputs { get; }

    /// <summary>Numbers of a transformed tile.</summary>
    public int Positions { get; }

    public int Lanes { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    public int TileRows { get; }

    public int TileColumns { get; }

    public long ImageTiles => (long)TileRows * TileColumns;

    /// <summary>Tiles of the batch.</summary>
    public long Tiles { get; }

    /// <summary>Vectors of tiles of the batch.</summary>
    public long Vectors { get; }

    /// <summary>Blocks that the vectors are shared out in, as evenly as can be.</summary>
    public long Blocks { get; }

    /// <summary>Vectors of a block, at most.</summary>
    public int BlockVectors { get; }

    /// <summary>Tiles of a block, at most.</summary>
    public int BlockTiles { get; }

    /// <summary>Output channels of a register tile.</summary>
    public int Channels { get; }

    /// <summary>Register tiles that the output channels of a group make; the last one may be filled up with zeros.</summary>
    public int OutBlocks { get; }

    /// <summary>Of these, as many as whose products are held at a time.</summary>
    public int ChunkBlocks { get; }

    /// <summary>From one position to the next where the rows of tiles are transformed: the last vector of a row of tiles writes on.</summary>
    public int HalfTiles { get; }

    /// <summary>Input channels whose tiles are transformed at a time.</summary>
    public int HalfChannels { get; }

    /// <summary>Output channels whose pixels are on their way to the output at a time.</summary>
    public int SumChannels { get; }

    /// <summary>Floats of a row of the padded plane, and of what the last vector of a row of tiles reads behind it.</summary>
    public int RowFloats { get; }

    /// <summary>Whether all threads first transform the tiles of all blocks, and then share them.</summary>
    public bool IsShared { get; }

    /// <summary>Units of work: groups × blocks.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    /// <summary>Parts of the input channels of a unit, where threads transform its tiles together.</summary>
    public int InParts { get; }

    /// <summary>Parts of the output channels of a unit, where threads share its tiles.</summary>
    public int OutParts { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>A row of zeros, and the padded rows that a row of tiles reads.</summary>
    public long PlaneFloats => (Outputs + 3L) * RowFloats;

    /// <summary>Floats of the transformed tiles of a unit.</summary>
    public long DataFloats => (long)Positions * InChannels * BlockTiles;

    public long HalfFloats => Align((long)HalfChannels * Positions * HalfTiles);

    public long ProductFloats => (long)ChunkBlocks * Channels * Positions * BlockTiles;

    public long SumFloats => Align((long)Outputs * (Outputs + 2) * Lanes) + Align((long)SumChannels * Outputs * Outputs * BlockTiles);

    public long SharedFloats => IsShared ? Align(Units * DataFloats) : 0;

    public long ThreadFloats => PlaneFloats + HalfFloats + (IsShared ? 0 : Align(DataFloats)) + Align(ProductFloats) + SumFloats;

    public long PackedFloats => (long)Shape.Spec.Groups * Positions * OutBlocks * InChannels * Channels;

    public TileUse Use
    {
        get
        {
            var cost = Conv2dCost.Of(Shape);
            double tiles = (double)Shape.Spec.Groups * Positions * Vectors * Lanes;
            return new TileUse(
                tiles * InChannels * OutBlocks * Channels,
                cost.InputBytes + cost.OutputBytes + sizeof(float) * (Blocks * (double)PackedFloats + 2 * tiles * (InChannels + OutChannels)),
                "input and output once, transformed tiles and their products written and read, the transformed weight for each block of tiles");
        }
    }

    /// <summary>The first vector of a block; for the number of blocks, the end.</summary>
    public long BlockStart(long block) => Vectors / Blocks * block + Math.Min(block, Vectors % Blocks);

    /// <summary>Columns of the padded plane that so many tiles side by side read.</summary>
    public int PlaneColumns(int tiles) => Outputs * tiles + 2;

    private static long Align(long floats) => (floats + 15) & ~15L;

    /// <summary>
    /// The blocks that move the fewest floats from beyond the second-level cache: the weight, once a block, and the tiles and their products, three times
    /// (fetched for writing, written, read), where those of a block do not fit.
    /// </summary>
    private (long Blocks, bool IsNear) ChooseBlocks(long vectors, int cache)
    {
        double weight = (double)Positions * InChannels * OutChannels, vector = (double)Positions * InChannels * Lanes;
        (long Blocks, bool IsNear) best = (vectors, true);
        double least = double.PositiveInfinity;
        for (long count = 1; count <= vectors; count++)
        {
            bool isNear = count * vector <= cache / 2;
            if (isNear ? count > MostVectors : count > 1 && count * vector > MostDataFloats)
                break;
            long blocks = (vectors + count - 1) / count;
            double far = isNear && weight + 1.4 * count * vector <= 1.2 * cache ? 0 : blocks * weight;
            double moved = far + (isNear ? 0 : 3 * vectors * vector * (1 + (double)OutChannels / InChannels));
            if (moved <= least)
                (best, least) = ((blocks, isNear), moved);
        }

        return best;
    }

    /// <summary>The register tile that wastes least on channels that are not there; the highest of these.</summary>
    private int ChooseChannels()
    {
        int best = 0, least = int.MaxValue;
        foreach (int rows in ProductTiles.Rows(Lanes, Math.Min(BlockVectors, ProductTiles.MostVectors)))
        {
            int padded = (OutChannels + rows - 1) / rows * rows;
            if (padded <= least)
                (best, least) = (rows, padded);
        }

        return best;
    }
}
