using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>
/// All sizes of the Winograd algorithm for a layer on an input: tiles, vectors of them, blocks and the partition of the work.
/// </summary>
/// <remarks>Tiles of all images of a batch are counted through, so that vectors are full however small the images are.</remarks>
internal sealed class WinogradBlocking
{
    private const int MostRectangleRows = 16;

    private readonly int _registers = VectorUnit.Registers;
    private readonly long _rowsOfTiles;

    public WinogradBlocking(ImageProblem problem, int mostLanes, int outputs, int threads)
    {
        Problem = problem;
        var costs = MachineCosts.Of(mostLanes);
        Outputs = outputs;
        Positions = (outputs + 2) * (outputs + 2);
        InChannels = problem.InChannels;
        OutChannels = problem.OutChannels;
        TileRows = ((int)problem.Rows.Out + outputs - 1) / outputs;
        TileColumns = ((int)problem.Columns.Out + outputs - 1) / outputs;
        Tiles = problem.Batch * TileRows * TileColumns;
        Lanes = EvenParts.LanesFor(mostLanes, OutChannels);
        OutVectors = (OutChannels + Lanes - 1) / Lanes;
        OutBlocks = (OutVectors + ProductTiles.MostVectors - 1) / ProductTiles.MostVectors;

        int groups = problem.Groups, cache = costs.SecondCacheFloats;
        Blocks = WinogradBlocks.Choose(this, threads, costs);
        // Blocks of whole rows of tiles, of which no row of pixels is transformed twice, unless threads would have more or less to do.
        long rows = problem.Batch * TileRows;
        _rowsOfTiles = Blocks <= rows && (Blocks == 1 || rows % threads == 0 && Blocks % threads == 0 || rows >= 16L * threads) ? rows : 0;
        BlockTiles = (int)Math.Max(1, _rowsOfTiles > 0 ? (rows + Blocks - 1) / Blocks * TileColumns : (Tiles + Blocks - 1) / Blocks);
        RectangleColumns = Math.Min(TileColumns, costs.WinogradRectangleTiles);
        RectangleRows = Math.Min(TileRows, Math.Clamp(costs.WinogradRectangleTiles / TileColumns, 1, MostRectangleRows));
        RowLanes = EvenParts.LanesFor(mostLanes, RectangleColumns);
        TileLanes = EvenParts.LanesFor(mostLanes, Math.Min(BlockTiles, RectangleRows * RectangleColumns));
        HalfPosition = (int)Workspace.WholeLines((RectangleRows + 1) * RectangleColumns + mostLanes);
        RowFloats = (int)Workspace.WholeLines(PixelsRead(RectangleColumns));
        DataChannel = FindDataChannel();
        // A position's tiles begin an odd number of cache lines behind the last one's, lest all be kept in the same few places of a cache.
        DataPosition = Workspace.WholeLines((long)InChannels * DataChannel) | 16;

        // Each chunk of products reads all tiles again.
        int chunk = (int)Math.Clamp(cache / ((long)ProductTiles.MostVectors * BlockTiles * ProductTile), 1, OutBlocks);
        int chunks = (OutBlocks + chunk - 1) / chunk;
        ChunkBlocks = (OutBlocks + chunks - 1) / chunks;
        SumTiles = Math.Clamp(costs.WinogradSumFloats / (outputs * outputs * Lanes), 1, TileColumns);

        // Where blocks are few, all threads transform the tiles first, then share them.
        Units = groups * Blocks;
        IsShared = threads > 1 && Units < 2 * threads && Units % threads != 0;
        int parts = (int)Math.Min(int.MaxValue, (4L * threads + Units - 1) / Math.Max(1, Units));
        InParts = IsShared ? Math.Min(parts, InChannels) : 1;
        OutParts = IsShared ? Math.Min(parts, OutBlocks) : 1;
        double unitMacs = (double)Positions * InChannels * OutChannels * BlockTiles;
        UnitsPerItem = IsShared ? 1 : (long)Math.Clamp(costs.ItemMultiplyAdds / unitMacs, 1, Math.Max(1, Units / (4 * threads)));
        Items = IsShared ? Units * OutParts : (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);
    }

    public ImageProblem Problem { get; }

    /// <summary>Output rows and columns of a tile: 2 or 4.</summary>
    public int Outputs { get; }

    /// <summary>Numbers of a transformed tile.</summary>
    public int Positions { get; }

    /// <summary>Output channels of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Tiles of a vector where rows of pixels are transformed.</summary>
    public int RowLanes { get; }

    /// <summary>Tiles of a vector where columns are.</summary>
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
    public int NumbersOfTile
    {
        get
        {
            int most = MostNumbers(VectorsOf(0)), count = (BlockTiles + most - 1) / most;
            return (BlockTiles + count - 1) / count;
        }
    }

    /// <summary>From one channel to the next in the transformed tiles: whole vectors of tiles.</summary>
    public int DataChannel { get; }

    /// <summary>From one position to the next there.</summary>
    public long DataPosition { get; }

    /// <summary>Columns of tiles that are transformed at a time, at most.</summary>
    public int RectangleColumns { get; }

    /// <summary>Rows of tiles that are transformed at a time, at most.</summary>
    public int RectangleRows { get; }

    /// <summary>Rows of pixels that these read.</summary>
    public int MostPixelRows => Outputs * RectangleRows + 2;

    /// <summary>From one position to the next between the halves of the data transform.</summary>
    public int HalfPosition { get; }

    /// <summary>Floats of a row of the padded plane, and of what the last vector of a row of tiles reads behind it.</summary>
    public int RowFloats { get; }

    /// <summary>
    /// From one tile to the next in the products; an odd number of vectors, for the same reason as <see cref="DataPosition"/>.
    /// </summary>
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

    /// <summary>A row of zeros, and the padded rows that tiles read.</summary>
    public long PlaneFloats => (MostPixelRows + 1L) * RowFloats;

    public long HalfFloats => (long)Outputs * (Outputs + 2) * HalfPosition;

    /// <summary>What a thread needs to transform tiles.</summary>
    public long InputFloats => PlaneFloats + HalfFloats;

    /// <summary>Floats of the transformed tiles of a unit.</summary>
    public long DataFloats => Positions * DataPosition;

    public long ProductFloats => Workspace.WholeLines(Math.Min(ChunkBlocks * ProductTiles.MostVectors, OutVectors) * ProductVector);

    /// <summary>What is between products and output: half a tile's transform, a vector of the bias, pixels.</summary>
    public long SumFloats => Workspace.WholeLines((Outputs * (Outputs + 2L) + 1 + Outputs * Outputs * SumTiles) * Lanes);

    public long SharedFloats => IsShared ? Units * DataFloats : 0;

    public long ThreadFloats => InputFloats + (IsShared ? 0 : DataFloats) + ProductFloats + SumFloats;

    /// <summary>From one position to the next in the packed weight of a group.</summary>
    public long WeightPosition => (long)InChannels * OutVectors * Lanes;

    public long PackedFloats => Problem.Groups * Positions * WeightPosition;

    public TileUse Use
    {
        get
        {
            double tiles = (double)Problem.Groups * Positions * Tiles;
            return new TileUse(
                tiles * InChannels * OutVectors * Lanes,
                Problem.InputBytes + Problem.OutputBytes
                    + sizeof(float) * (Blocks * (double)PackedFloats + 2 * tiles * (InChannels + OutChannels)),
                "input and output once, transformed tiles and their products written and read, the weight for each block of tiles");
        }
    }

    /// <summary>The first tile of a block; for the number of blocks, the end.</summary>
    public long BlockStart(long block) => _rowsOfTiles > 0 ? Start(_rowsOfTiles, block) * TileColumns : Start(Tiles, block);

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

    /// <summary>
    /// Floats that are read of a row of pixels for so many tiles: whole vectors of tiles, and one of what is behind them.
    /// </summary>
    public nint PixelsRead(nint tiles) => (tiles + RowLanes - 1) / RowLanes * RowLanes * Outputs + 1 + RowLanes;

    /// <summary>The tiles from one on that are transformed at a time: whole rows of tiles, or a part of one.</summary>
    public WinogradRectangle Rectangle(long tile, long end)
    {
        (long image, int row, int column) = Place(tile);
        int columns = (int)Math.Min(Math.Min(RectangleColumns, TileColumns - column), end - tile);
        int rows = columns < TileColumns ? 1 : (int)Math.Min(Math.Min(RectangleRows, TileRows - row), (end - tile) / columns);
        return new WinogradRectangle(image, row, column, rows, columns);
    }

    private long Start(long all, long block) => (long)((Int128)all * block / Blocks);


    /// <summary>Floats of a channel and position of a block: where the last vector of its last tiles ends.</summary>
    private int FindDataChannel()
    {
        long last = 0;
        for (long block = 0; block < Blocks; block++)
        {
            WinogradRectangle tiles;
            long start = BlockStart(block), end = BlockStart(block + 1);
            for (long tile = start; tile < end; tile += tiles.Count)
            {
                tiles = Rectangle(tile, end);
                last = Math.Max(last, tile - start + (tiles.Count + TileLanes - 1) / TileLanes * TileLanes);
            }
        }

        return (int)Math.Max(TileLanes, (last + TileLanes - 1) / TileLanes * TileLanes);
    }
}
