using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>All sizes of the direct algorithm for a problem: planes, vectors, blocks and the partition of the work.</summary>
internal sealed class DirectBlocking
{
    // The most taps of a block of input channels: their pixels for one tile stay in the first-level cache.
    public const int BlockTaps = 288;

    // The most output channels that a flat run computes before it copies them to the output.
    private const int FlatChannels = 64;

    public DirectBlocking(ImageProblem problem, PixelTiling tiling, int lanes, int threads)
    {
        Problem = problem;
        Lanes = lanes;
        var costs = MachineCosts.Of(lanes);
        KernelTaps = problem.PlaneTaps;
        InChannels = problem.InChannels;
        OutChannels = problem.OutChannels;
        (int height, int width) = ((int)problem.Rows.In, (int)problem.Columns.In);
        (OutHeight, OutWidth) = ((int)problem.Rows.Out, (int)problem.Columns.Out);
        var rows = LineMap.Of(problem.Rows, problem.PaddingMode);
        var columns = LineMap.Of(problem.Columns, problem.PaddingMode);

        InBlocks = InBlocksOf(problem);
        InBlock = EvenParts.Ceiling(InChannels, InBlocks);
        IsFlat = tiling.IsFlat;
        bool readsInput = ReadsInput(problem, IsFlat) && (double)InBlock * height * width < int.MaxValue;
        double rowFloats = (double)InChannels * columns.Length * rows.Slots * columns.Slots;
        double UnitCycles(int bandRows, int leastBandRows, int partBlocks)
        {
            double part = (double)partBlocks / tiling.Blocks, planes = (bandRows + rows.Reach) * rowFloats;
            double crowding = readsInput && tiling.Blocks == 1 ? 0 : WorkShares.Crowding(planes / costs.DirectBandFloats);
            return tiling.Cycles * bandRows / OutHeight * part * (1 + crowding) + (readsInput ? 0 : planes * costs.PlaneFloat);
        }

        var shares = WorkShares.Choose(threads, problem.GroupImages, OutHeight, 1, tiling.Blocks, UnitCycles);
        (Bands, OutParts, Threads) = (shares.Bands, shares.Parts, shares.Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Planes = new PaddedPlanes(rows, columns, height, width, readsInput, BandRows, lanes);

        (BlockStarts, OutBlocks, Vectors) = (tiling.BlockStarts, tiling.Blocks, tiling.Vectors);
        int mostChannels = PixelTiles.MostChannels(lanes), rowVectors = (OutWidth + lanes - 1) / lanes;
        int tileFloats = InBlock * problem.Rows.Taps * Vectors * lanes * 3 / 2;
        GroupTiles = OutBlocks == 1 && !IsFlat
            ? BandRows * rowVectors / Vectors + 1
            : Math.Clamp(costs.DirectGroupFloats / tileFloats, 1, 16);
        ChunkBlocks = IsFlat ? Math.Min(OutBlocks, FlatChannels / mostChannels) : OutBlocks;

        Units = problem.Batch * problem.Groups * Bands * OutParts;
        Items = WorkShares.Items(Units, UnitCycles(BandRows, OutHeight / Bands, (OutBlocks + OutParts - 1) / OutParts), Threads);

        PlaneFloats = readsInput ? 0 : Workspace.WholeLines((long)InChannels * Planes.ChannelFloats + lanes);
        FlatFloats = IsFlat ? Workspace.WholeLines((long)ChunkBlocks * mostChannels * GroupTiles * Vectors * lanes) : 0;
    }

    public ImageProblem Problem { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>Taps of one input channel: kH · kW.</summary>
    public int KernelTaps { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>Whether vectors cross the ends of rows and the margins, and write to a buffer, instead of following each row.</summary>
    public bool IsFlat { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Input channels of a block; the last block may have fewer.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    /// <summary>Output rows whose planes are laid out together; some bands have one less.</summary>
    public int BandRows { get; }

    public int Bands { get; }

    /// <summary>Number of blocks of output channels; a block has at most as many channels as a tile.</summary>
    public int OutBlocks { get; }

    /// <summary>Vectors of a tile.</summary>
    public int Vectors { get; }

    /// <summary>Tiles of a group of tiles: all blocks of output channels compute it before the next group.</summary>
    public int GroupTiles { get; }

    /// <summary>Blocks of output channels whose sums a flat run keeps.</summary>
    public int ChunkBlocks { get; }

    /// <summary>Number of parts of a group's output channels, used if there are few other units.</summary>
    public int OutParts { get; }

    /// <summary>Units of work: images × groups × bands × parts.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of the flat buffer of one thread.</summary>
    public long FlatFloats { get; }

    public long ThreadFloats => PlaneFloats + FlatFloats;

    /// <summary>The first output channel of each block, within its group, and one past the last channel.</summary>
    public int[] BlockStarts { get; }

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double planes = 0, vectors = 0;
            for (int band = 0; band < Bands; band++)
            {
                int rows = BandStart(band + 1) - BandStart(band);
                planes += Planes.CopiedFloats(rows, InChannels);
                vectors += IsFlat
                    ? Math.Ceiling(((double)(rows - 1) * Planes.RowFloats + OutWidth) / Lanes)
                    : (double)rows * ((OutWidth + Lanes - 1) / Lanes);
            }
            double images = Problem.GroupImages;
            return new TileUse(
                images * vectors * Lanes * KernelTaps * InChannels * OutChannels,
                Problem.InputBytes + Problem.OutputBytes + Problem.Batch * (double)Bands * Problem.ParameterBytes
                    + sizeof(float) * 2 * images * OutParts * planes,
                Planes.ReadsInput
                    ? "input and output once, the weight for each band"
                    : "input and output once, padded planes written and read, the weight for each band");
        }
    }

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>Whether the taps read the input directly, without padded planes.</summary>
    public static bool ReadsInput(ImageProblem problem, bool isFlat) => problem.IsUnpadded && problem.HasUnitStride && !isFlat;

    /// <summary>Number of blocks of a group's input channels.</summary>
    public static int InBlocksOf(ImageProblem problem) =>
        EvenParts.Ceiling(problem.InChannels, Math.Clamp(BlockTaps / problem.PlaneTaps, 1, problem.InChannels));
}
