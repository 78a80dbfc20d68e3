using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>All sizes of the Winograd algorithm for a problem: tiles, vectors of tiles, blocks and the partition of the work.</summary>
/// <remarks>Tiles are numbered across all images of the batch, so that vectors are full even for small images.</remarks>
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
        // Blocks of whole rows of tiles transform no row of pixels twice. They are used unless the threads' shares would become uneven.
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
        // The distance between positions is an odd number of cache lines, to avoid cache-set conflicts.
        DataPosition = Workspace.WholeLines((long)InChannels * DataChannel) | 16;

        // Each chunk of products reads all transformed tiles again.
        int chunk = (int)Math.Clamp(cache / ((long)ProductTiles.MostVectors * BlockTiles * ProductTile), 1, OutBlocks);
        int chunks = (OutBlocks + chunk - 1) / chunk;
        ChunkBlocks = (OutBlocks + chunks - 1) / chunks;
        SumTiles = Math.Clamp(costs.WinogradSumFloats / (outputs * outputs * Lanes), 1, TileColumns);

        // With few blocks, all threads transform the tiles first and then share them.
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

    /// <summary>Numbers of a transformed tile: (m + 2)².</summary>
    public int Positions { get; }

    /// <summary>Output channels of a vector.</summary>
    public int Lanes { get; }

    /// <summary>Tiles of a vector in the transform of rows of pixels.</summary>
    public int RowLanes { get; }

    /// <summary>Tiles of a vector in the transform of columns.</summary>
    public int TileLanes { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>Vectors of a group's output channels; the last one may be padded with zeros.</summary>
    public int OutVectors { get; }

    /// <summary>Register tiles of these vectors.</summary>
    public int OutBlocks { get; }

    /// <summary>Number of register tiles whose products are stored at a time.</summary>
    public int ChunkBlocks { get; }

    /// <summary>Output channels of a register tile; the last one may have one vector less.</summary>
    public int BlockChannels => ProductTiles.MostVectors * Lanes;

    public int TileRows { get; }

    public int TileColumns { get; }

    /// <summary>Tiles of the batch.</summary>
    public long Tiles { get; }

    /// <summary>Number of blocks of tiles, which are as even as possible.</summary>
    public long Blocks { get; }

    /// <summary>The most tiles of a block.</summary>
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

    /// <summary>From one position to the next in the transformed tiles.</summary>
    public long DataPosition { get; }

    /// <summary>The most columns of tiles that are transformed together.</summary>
    public int RectangleColumns { get; }

    /// <summary>The most rows of tiles that are transformed together.</summary>
    public int RectangleRows { get; }

    /// <summary>The most rows of pixels that these tiles read.</summary>
    public int MostPixelRows => Outputs * RectangleRows + 2;

    /// <summary>From one position to the next in the buffer between the two halves of the data transform.</summary>
    public int HalfPosition { get; }

    /// <summary>Floats of a row of the padded plane, including what the last vector of a row of tiles reads after it.</summary>
    public int RowFloats { get; }

    /// <summary>From one tile to the next in the products; an odd number of vectors, to avoid cache-set conflicts.</summary>
    public int ProductTile => (Positions + 1) * Lanes;

    /// <summary>From one vector of output channels to the next in the products.</summary>
    public long ProductVector => (long)BlockTiles * ProductTile;

    /// <summary>Tiles whose pixels are buffered before they are copied to the output.</summary>
    public int SumTiles { get; }

    /// <summary>Whether all threads first transform the tiles of all blocks and then share them.</summary>
    public bool IsShared { get; }

    /// <summary>Units of work: groups × blocks.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    /// <summary>Parts of a unit's input channels, if the threads share its transform.</summary>
    public int InParts { get; }

    /// <summary>Parts of a unit's output channels, if the threads share its tiles.</summary>
    public int OutParts { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded rows that tiles read, and of one row of zeros.</summary>
    public long PlaneFloats => (MostPixelRows + 1L) * RowFloats;

    public long HalfFloats => (long)Outputs * (Outputs + 2) * HalfPosition;

    /// <summary>Floats per thread for the data transform.</summary>
    public long InputFloats => PlaneFloats + HalfFloats;

    /// <summary>Floats of the transformed tiles of a unit.</summary>
    public long DataFloats => Positions * DataPosition;

    public long ProductFloats => Workspace.WholeLines(Math.Min(ChunkBlocks * ProductTiles.MostVectors, OutVectors) * ProductVector);

    /// <summary>Floats of the buffers between products and output: half a tile's transform, a vector of the bias, pixels.</summary>
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

    /// <summary>The first tile of a block; for block = number of blocks, one past the last tile.</summary>
    public long BlockStart(long block) => _rowsOfTiles > 0 ? Start(_rowsOfTiles, block) * TileColumns : Start(Tiles, block);

    /// <summary>The position of a tile.</summary>
    public (long Image, int Row, int Column) Place(long tile)
    {
        (long image, long inImage) = Math.DivRem(tile, (long)TileRows * TileColumns);
        (int row, int column) = Math.DivRem((int)inImage, TileColumns);
        return (image, row, column);
    }

    /// <summary>Vectors of output channels of a register tile.</summary>
    public int VectorsOf(int outBlock) => Math.Min(ProductTiles.MostVectors, OutVectors - outBlock * ProductTiles.MostVectors);

    /// <summary>The most tiles of a register tile with this many vectors.</summary>
    public int MostNumbers(int vectors) => ProductTiles.MostNumbers(_registers, vectors);

    /// <summary>Floats of a row of pixels that are read for some tiles: whole vectors of tiles, and one vector after them.</summary>
    public nint PixelsRead(nint tiles) => (tiles + RowLanes - 1) / RowLanes * RowLanes * Outputs + 1 + RowLanes;

    /// <summary>The tiles that are transformed together, from a given one on: whole rows of tiles, or a part of one row.</summary>
    public WinogradRectangle Rectangle(long tile, long end)
    {
        (long image, int row, int column) = Place(tile);
        int columns = (int)Math.Min(Math.Min(RectangleColumns, TileColumns - column), end - tile);
        int rows = columns < TileColumns ? 1 : (int)Math.Min(Math.Min(RectangleRows, TileRows - row), (end - tile) / columns);
        return new WinogradRectangle(image, row, column, rows, columns);
    }

    private long Start(long all, long block) => (long)((Int128)all * block / Blocks);


    /// <summary>Floats of a channel and position of a block: up to the end of its last vector of tiles.</summary>
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
