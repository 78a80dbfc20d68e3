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

    // Where they fit, more tiles gain nothing.
    private const int MostNearTiles = 112;

    // Fewer tiles of a block would have each weight fetched for too few multiply-adds.
    private const int LeastTiles = 12;

    // Tiles between the halves of the data transform, and pixels on their way to the output, stay in the first-level cache.
    private const int MostHalfTiles = 64;
    private const int MostSumFloats = 4096;

    // Multiply-adds worth an item of their own: some ten microseconds.
    private const double ItemMacs = 250_000;

    private readonly int _registers = VectorUnit.Registers;

    public WinogradBlocking(Conv2dShape shape, int mostLanes, int outputs, int threads)
    {
        Shape = shape;
        Outputs = outputs;
        Positions = (outputs + 2) * (outputs + 2);
        InChannels = shape.Spec.InChannelsPerGroup;
        OutChannels = shape.Spec.OutChannelsPerGroup;
        TileRows = ((int)shape.OutHeight + outputs - 1) / outputs;
        TileColumns = ((int)shape.OutWidth + outputs - 1) / outputs;
        Tiles = shape.Batch * TileRows * TileColumns;
        Lanes = LanesFor(OutChannels);
        OutVectors = (OutChannels + Lanes - 1) / Lanes;
        OutBlocks = (OutVectors + ProductTiles.MostVectors - 1) / ProductTiles.MostVectors;
        PixelLanes = mostLanes;

        int groups = shape.Spec.Groups, cache = mostLanes == 16 ? WideCacheFloats : NarrowCacheFloats;
        (Blocks, bool isNear, bool isWeightNear) = ChooseBlocks(cache);
        if (threads > 1 && isNear)
            Blocks = ShareOut(Blocks, groups, threads, isWeightNear ? 4 * threads : threads);
        BlockTiles = (int)Math.Max(1, (Tiles + Blocks - 1) / Blocks);
        TileLanes = LanesFor(BlockTiles);
        DataChannel = (BlockTiles + TileLanes - 1) / TileLanes * TileLanes;
        // A position's tiles begin an odd number of cache lines behind the last one's, lest all be kept in the same few places of a cache.
        DataPosition = Align((long)InChannels * DataChannel) / 16 % 2 == 0 ? Align((long)InChannels * DataChannel) + 16 : Align((long)InChannels * DataChannel);
        HalfTiles = Math.Min(DataChannel, MostHalfTiles);
        HalfRow = (int)Align(outputs * HalfTiles + PixelLanes + 2 + outputs);
        RowFloats = (int)Align(WholeVectors(PlaneColumns(Math.Min(TileColumns, HalfTiles))));

        // Each chunk of products reads all tiles again.
        int chunk = isNear ? (int)Math.Clamp(cache / 2 / ((long)ProductTiles.MostVectors * BlockTiles * ProductTile), 1, OutBlocks) : OutBlocks;
        int chunks = (OutBlocks + chunk - 1) / chunk;
        ChunkBlocks = (OutBlocks + chunks - 1) / chunks;
        SumTiles = Math.Clamp(MostSumFloats / (outputs * outputs * Lanes), 1, TileColumns);

        // Where blocks are few, all threads transform the tiles first, then share them.
        Units = groups * Blocks;
        IsShared = threads > 1 && Units < 2 * threads && Units % threads != 0;
        int parts = (int)Math.Min(int.MaxValue, (4L * threads + Units - 1) / Math.Max(1, Units));
        InParts = IsShared ? Math.Min(parts, InChannels) : 1;
        OutParts = IsShared ? Math.Min(parts, OutBlocks) : 1;
        double unitMacs = (double)Positions * InChannels * OutChannels * BlockTiles;
        UnitsPerItem = IsShared ? 1 : (long)Math.Clamp(ItemMacs / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = IsShared ? Units * OutParts : (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);

        int LanesFor(int count)
        {
            int lanes = mostLanes;
            while (lanes > 4 && count <= lanes / 2)
                lanes /= 2;
            return lanes;
        }
    }

    public Conv2dShape Shape { get; }

    /// <summary>Output rows and columns of a tile: 2 or 4.</summary>
    public int Outputs { get; }

    /// <summary>Numbers of a transformed tile.</summary>
    public int Positions { get; }

    /// <summary>Output channels of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Pixels of a vector.</summary>
    public int PixelLanes { get; }

    /// <summary>Tiles of a vector.</summary>
    public int TileLanes { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>Vectors that the output channels of a group fill, the last one perhaps with zeros.</summary>
    public int OutVectors { get; }

    /// <summary>Register tiles that these make.</summary>
    public int OutBlocks { get; }

    /// <summary>Of these, as many as whose products are held at a time.</summary>
    public int ChunkBlocks { get; }

    /// <summary>Output channels of a register tile; the last one may have one vector less.</summary>
    public int BlockChannels => ProductTiles.MostVectors * Lanes;

    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Tiles of the batch.</summary>
    public long Tiles { get; }

    /// <summary>Blocks that the tiles are shared out in, as evenly as can be.</summary>
    public long Blocks { get; }

    /// <summary>Tiles of a block, at most.</summary>
    public int BlockTiles { get; }

    /// <summary>The most tiles of a register tile in a block.</summary>
    public int NumbersOfTile => (BlockTiles + (BlockTiles + MostNumbers(VectorsOf(0)) - 1) / MostNumbers(VectorsOf(0)) - 1) / ((BlockTiles + MostNumbers(VectorsOf(0)) - 1) / MostNumbers(VectorsOf(0)));

    /// <summary>From one channel to the next in the transformed tiles: whole vectors of tiles.</summary>
    public int DataChannel { get; }

    /// <summary>From one position to the next there.</summary>
    public long DataPosition { get; }

    /// <summary>Tiles of a channel that are transformed at a time.</summary>
    public int HalfTiles { get; }

    /// <summary>Floats of a row of pixels between the halves of the data transform.</summary>
    public int HalfRow { get; }

    /// <summary>Floats of a row of the padded plane, and of what the last vector of a row of tiles reads behind it.</summary>
    public int RowFloats { get; }

    /// <summary>From one tile to the next in the products; an odd number of vectors, for the same reason as <see cref="DataPosition"/>.</summary>
    public int ProductTile => (Positions + 1) * Lanes;

    /// <summary>From one vector of output channels to the next there.</summary>
    public long ProductVector => (long)BlockTiles * ProductTile;

    /// <summary>Tiles whose pixels are on their way to the output at a time.</summary>
    public int SumTiles { get; }

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

    public long HalfFloats => 2L * (Outputs + 2) * HalfRow;

    /// <summary>What a thread needs to transform tiles.</summary>
    public long InputFloats => PlaneFloats + HalfFloats;

    /// <summary>Floats of the transformed tiles of a unit.</summary>
    public long DataFloats => Positions * DataPosition;

    public long ProductFloats => Align(Math.Min(ChunkBlocks * ProductTiles.MostVectors, OutVectors) * ProductVector);

    /// <summary>What is between products and output: half a tile's transform, a vector of the bias, pixels.</summary>
    public long SumFloats => Align((Outputs * (Outputs + 2L) + 1 + Outputs * Outputs * SumTiles) * Lanes);

    public long SharedFloats => IsShared ? Units * DataFloats : 0;

    public long ThreadFloats => InputFloats + (IsShared ? 0 : DataFloats) + ProductFloats + SumFloats;

    /// <summary>From one position to the next in the packed weight of a group.</summary>
    public long WeightPosition => (long)InChannels * OutVectors * Lanes;

    public long PackedFloats => Shape.Spec.Groups * Positions * WeightPosition;

    public TileUse Use
    {
        get
        {
            var cost = Conv2dCost.Of(Shape);
            double tiles = (double)Shape.Spec.Groups * Positions * Tiles;
            return new TileUse(
                tiles * InChannels * OutVectors * Lanes,
                cost.InputBytes + cost.OutputBytes + sizeof(float) * (Blocks * (double)PackedFloats + 2 * tiles * (InChannels + OutChannels)),
                "input and output once, transformed tiles and their products written and read, the transformed weight for each block of tiles");
        }
    }

    /// <summary>The first tile of a block; for the number of blocks, the end.</summary>
    public long BlockStart(long block) => Tiles / Blocks * block + Math.Min(block, Tiles % Blocks);

    /// <summary>Where a tile is.</summary>
    public (long Image, int Row, int Column) Place(long tile)
    {
        (long image, long inImage) = Math.DivRem(tile, (long)TileRows * TileColumns);
        (int row, int column) = Math.DivRem((int)inImage, TileColumns);
        return (image, row, column);
    }

    /// <summary>Vectors of output channels that a register tile has.</summary>
    public int VectorsOf(int outBlock) => Math.Min(ProductTiles.MostVectors, OutVectors - outBlock * ProductTiles.MostVectors);

    /// <summary>The most tiles of a register tile of so many vectors.</summary>
    public int MostNumbers(int vectors) => ProductTiles.MostNumbers(_registers, vectors);

    /// <summary>Columns of the padded plane that so many tiles side by side read.</summary>
    public int PlaneColumns(int tiles) => Outputs * tiles + 2;

    /// <summary>Columns of pixels, whole vectors of them.</summary>
    public nint WholeVectors(nint columns) => (columns + PixelLanes - 1) / PixelLanes * PixelLanes;

    private static long Align(long floats) => (floats + 15) & ~15L;

    /// <summary>
    /// The blocks that move the fewest floats from beyond the second-level cache: the weight, once a block, and the tiles and their products, three times
    /// (fetched for writing, written, read), where those of a block do not fit.
    /// </summary>
    private (long Blocks, bool IsNear, bool IsWeightNear) ChooseBlocks(int cache)
    {
        // An empty batch is planned as if it had a tile; nothing of it is run.
        long all = Math.Max(1, Tiles);
        int step = MostNumbers(VectorsOf(0));
        double weight = (double)Positions * InChannels * OutChannels, tile = (double)Positions * InChannels;
        (long Blocks, bool IsNear, bool IsWeightNear) best = (all, true, false);
        double least = double.PositiveInfinity;
        for (long tiles = step; tiles < all + step; tiles += step)
        {
            double data = Math.Min(tiles, all) * tile;
            bool isNear = data <= cache / 2;
            if (isNear ? tiles > MostNearTiles : tiles > step && data > MostDataFloats)
                break;
            long blocks = (all + tiles - 1) / tiles;
            bool isWeightNear = isNear && weight + 1.4 * data <= 1.2 * cache;
            double moved = (isWeightNear ? 0 : blocks * weight) + (isNear ? 0 : 3 * all * tile * (1 + (double)OutChannels / InChannels));
            if (moved <= least)
                (best, least) = ((blocks, isNear, isWeightNear), moved);
        }

        return best;
    }

    /// <summary>At least so many blocks that threads have as much to do each, if these are not too small.</summary>
    private long ShareOut(long blocks, int groups, int threads, int units)
    {
        long most = Math.Max(blocks, Tiles / LeastTiles);
        for (long count = blocks; count <= most; count++)
        {
            if (count * groups >= units && (count * groups % threads == 0 || count * groups >= 8 * threads))
                return count;
        }

        return most * groups % threads == 0 ? most : blocks;
    }
}
