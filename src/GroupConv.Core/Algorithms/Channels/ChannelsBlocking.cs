using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>All sizes of the channels algorithm for a problem: tiles, blocks, planes and the partition of the work.</summary>
internal sealed class ChannelsBlocking
{
    /// <summary>
    /// The most taps of a block of input channels. Larger blocks are no faster: sums are stored and reloaded rarely enough.
    /// </summary>
    public const int MostTaps = 288;

    public ChannelsBlocking(ImageProblem problem, ChannelTiling tiling, int lanes, int threads)
    {
        Problem = problem;
        Lanes = lanes;
        var costs = MachineCosts.Of(lanes);
        InChannels = problem.InChannels;
        OutChannels = problem.OutChannels;
        KernelTaps = problem.PlaneTaps;
        (int height, int width, OutHeight, OutWidth) = Image(problem);
        var rows = LineMap.Of(problem.Rows with { In = height, Out = OutHeight }, problem.PaddingMode);
        var columns = LineMap.Of(problem.Columns with { In = width, Out = OutWidth }, problem.PaddingMode);

        Tiling = OutHeight == problem.Rows.Out ? tiling : ChannelTiling.Choose(lanes, problem, OutHeight, OutWidth);
        BlockStarts = new int[Tiling.Blocks.Length + 1];
        for (int block = 0; block < Tiling.Blocks.Length; block++)
            BlockStarts[block + 1] = BlockStarts[block] + Tiling.Blocks[block] * lanes;

        // With several filter rows, the block size affects the order of a sum, which must not depend on the vector width.
        int fittingTaps = problem.Rows.Taps > 1 ? MostTaps : Math.Min(MostTaps, costs.ChannelsPanelFloats / (lanes * Tiling.Blocks.Max()));
        Insides = Tiling.SkipsMargins ? InsideRows.Of(problem) : [new InsideRows(0, OutHeight, 0, problem.Rows.Taps)];
        int inBlock = Math.Clamp(fittingTaps / KernelTaps, 1, InChannels);
        InBlocks = (InChannels + inBlock - 1) / inBlock;
        InBlock = (InChannels + InBlocks - 1) / InBlocks;

        bool readsInput = problem.IsUnpadded && problem.HasUnitStride && (InBlock < 8 || height * width % 1024 >= 16);
        double rowFloats = (double)InBlock * columns.Length * rows.Slots * columns.Slots;
        double macCycles = Tiling.Cycles * KernelTaps * InChannels;
        double UnitCycles(int bandRows, int leastBandRows, int partBlocks)
        {
            double part = (double)partBlocks / Blocks;
            double planes = readsInput ? 0 : (bandRows + rows.Reach) * rowFloats;
            double outputs = (double)bandRows * OutWidth * OutChannels * part;
            double macs = macCycles * Tiling.Tiles(bandRows, OutWidth) / Tiling.Tiles(OutHeight, OutWidth) * part;
            double weights = GroupFloats > costs.FarWeightFloats ? GroupFloats * part / costs.FarWeightsACycle : 0;
            double crowding = WorkShares.Crowding(planes / costs.ChannelsBandFloats);
            crowding += WorkShares.Crowding(outputs / costs.ChannelsSumFloats);
            return macs * (1 + crowding) + weights
                + planes * InBlocks * costs.BlockPlaneFloat + outputs * Tiling.CyclesOfOutput(costs, OutWidth);
        }

        var shares = WorkShares.Choose(threads, problem.GroupImages, OutHeight, Tiling.Rows, Blocks, UnitCycles);
        (Bands, OutParts, Threads) = (shares.Bands, shares.Parts, shares.Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Planes = new PaddedPlanes(rows, columns, height, width, readsInput, BandRows, 0);

        Units = problem.Batch * problem.Groups * Bands * OutParts;
        Items = WorkShares.Items(Units, UnitCycles(BandRows, OutHeight / Bands, (Blocks + OutParts - 1) / OutParts), Threads);

        // Clearing the margins once per item pays off only if the item lays out several planes.
        KeepsMargins = Bands == 1 && (Units > Items || InBlocks > 1) && Planes is { MarginsAreZero: true, Columns.Stride: 1 };
        PlaneFloats = readsInput ? 0 : Workspace.WholeLines((long)InBlock * Planes.ChannelFloats + PlaneRows.Chunk);
        int partVectors = (BlockStarts[^1] / lanes + OutParts - 1) / OutParts + Tiling.Blocks.Max();
        SumFloats = Workspace.WholeLines(
            (long)Math.Min(partVectors * lanes, BlockStarts[^1]) * Tiling.Tiles(BandRows, OutWidth) * Tiling.Pixels);
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

    public ChannelTiling Tiling { get; }

    /// <summary>
    /// The first output channel of each block, within its group, and one past the last block. Lanes of the last block may have no channel.
    /// </summary>
    public int[] BlockStarts { get; }

    public int Blocks => Tiling.Blocks.Length;

    /// <summary>The output rows, grouped by the filter rows that read the input.</summary>
    public InsideRows[] Insides { get; }

    /// <summary>Input channels whose planes are laid out together; the last block may have fewer.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>
    /// Whether the planes' margins are cleared once per item, and only their insides are written for each block of input channels.
    /// </summary>
    public bool KeepsMargins { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Number of parts of the output channel blocks of a group.</summary>
    public int OutParts { get; }

    /// <summary>Units of work: images × groups × bands × parts.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of the sums of one thread.</summary>
    public long SumFloats { get; }

    public long ThreadFloats => PlaneFloats + SumFloats;

    /// <summary>Floats of a group's packed weight.</summary>
    public long GroupFloats => (long)BlockStarts[^1] * KernelTaps * InChannels;

    /// <summary>Floats of a group's packed bias: one per channel for each of <see cref="Insides"/>.</summary>
    public long BiasFloats => (long)BlockStarts[^1] * Insides.Length;

    /// <summary>Floats of all packed weights, followed by the biases.</summary>
    public long PackedFloats => Problem.Groups * (GroupFloats + BiasFloats);

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double tiles = 0, planes = 0;
            for (int band = 0; band < Bands; band++)
            {
                int rows = BandStart(band + 1) - BandStart(band);
                tiles += Tiling.Tiles(rows, OutWidth);
                planes += Planes.CopiedFloats(rows, InChannels);
            }
            double images = Problem.GroupImages, inside = Tiling.SkipsMargins ? InsideRows.Share(Problem) : 1;
            return new TileUse(
                inside * images * tiles * Tiling.Pixels * BlockStarts[^1] * KernelTaps * InChannels,
                Problem.InputBytes + Problem.OutputBytes + Problem.Batch * (double)Bands * sizeof(float) * PackedFloats
                    + sizeof(float) * 2 * images * (OutParts * planes + tiles * Tiling.Pixels * BlockStarts[^1]),
                "input and output once, padded planes and sums written and read, the weight for each band");
        }
    }

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>The first block of a part; for part = number of parts, one past the last block.</summary>
    public int PartStart(int part) => EvenParts.Start(Blocks, OutParts, part);


    private static (int Height, int Width, int OutHeight, int OutWidth) Image(ImageProblem problem)
    {
        (int height, int width) = ((int)problem.Rows.In, (int)problem.Columns.In);
        if (!problem.IsPointwise || !problem.HasUnitStride || !problem.IsUnpadded)
            return (height, width, (int)problem.Rows.Out, (int)problem.Columns.Out);
        // 1×1 filters without padding and stride read each pixel once, so the image can be treated as one long row.
        bool isSmall = (long)height * width <= 1024;
        return isSmall ? (1, height * width, 1, height * width) : (height, width, height, width);
    }
}
