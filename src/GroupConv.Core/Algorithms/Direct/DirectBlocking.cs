using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>All sizes of the direct algorithm for a layer on an input: planes, vectors, blocks and the partition of the work.</summary>
internal sealed class DirectBlocking
{
    // Taps of a block of input channels: their pixels for one tile stay in the first-level cache.
    public const int BlockTaps = 288;

    // A flat run gathers so many output channels before it hands them out.
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

    /// <summary>Whether vectors run on over the ends of rows and the margins, through a buffer, and not along each row.</summary>
    public bool IsFlat { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Input channels of a block, all blocks but perhaps the last.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    /// <summary>Output rows whose planes are laid out at a time; some bands have one less.</summary>
    public int BandRows { get; }

    public int Bands { get; }

    /// <summary>Blocks of output channels, as many as a tile has at most.</summary>
    public int OutBlocks { get; }

    /// <summary>Vectors of a tile.</summary>
    public int Vectors { get; }

    /// <summary>Tiles that all blocks of output channels go over before the next ones.</summary>
    public int GroupTiles { get; }

    /// <summary>Blocks of output channels whose sums a flat run holds.</summary>
    public int ChunkBlocks { get; }

    /// <summary>Parts that the output channels of a group are shared out in, where there is little else to share.</summary>
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

    /// <summary>The first output channel of each block, within its group; at last, their number.</summary>
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

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>Whether the taps read the input itself, with no padded planes.</summary>
    public static bool ReadsInput(ImageProblem problem, bool isFlat) => problem.IsUnpadded && problem.HasUnitStride && !isFlat;

    /// <summary>Blocks that the input channels of a group are taken in.</summary>
    public static int InBlocksOf(ImageProblem problem) =>
        EvenParts.Ceiling(problem.InChannels, Math.Clamp(BlockTaps / problem.PlaneTaps, 1, problem.InChannels));
}
