using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>All sizes of the pointwise algorithm for a problem: bands of pixels, tiles, blocks and the partition of the work.</summary>
internal sealed class PointwiseBlocking
{
    // The most taps of a block of input channels: their pixels for one tile stay in the first-level cache.
    public const int BlockTaps = 256;

    public PointwiseBlocking(ImageProblem problem, PointwiseCycles cycles, int lanes, int threads)
    {
        Problem = problem;
        Lanes = lanes;
        var costs = MachineCosts.Of(lanes);
        InChannels = problem.InChannels;
        OutChannels = problem.OutChannels;
        (OutHeight, OutWidth) = ((int)problem.Rows.Out, (int)problem.Columns.Out);
        var rows = LineMap.Of(problem.Rows, problem.PaddingMode);
        var columns = LineMap.Of(problem.Columns, problem.PaddingMode);
        bool touchesEachPixel = problem.IsUnpadded && problem.HasUnitStride;
        // With few output channels, a copy would cost more than it saves.
        bool readsInput = touchesEachPixel && OutChannels < 32;

        InBlocks = (InChannels + BlockTaps - 1) / BlockTaps;
        InBlock = (InChannels + InBlocks - 1) / InBlocks;
        int blocks = EvenParts.Ceiling(OutChannels, PixelTiles.MostChannels(lanes));
        BlockStarts = EvenParts.Starts(OutChannels, blocks);
        Vectors = PixelTiles.MostVectors((OutChannels + blocks - 1) / blocks);
        GroupTiles = Math.Clamp(costs.PointwiseGroupFloats / (InBlock * Vectors * lanes), 1, 16);

        double UnitCycles(int bandRows, int leastBandRows, int partBlocks)
        {
            double pixels = (double)bandRows * OutWidth, crowding = WorkShares.Crowding(pixels * InChannels / costs.PointwiseBandFloats);
            return (1 + crowding) * cycles.OfTiles(pixels) * partBlocks / Blocks
                + cycles.OfCopies(pixels) + cycles.OfOutputs(pixels) * partBlocks / Blocks;
        }

        int leastRows = Math.Min(OutHeight, (Vectors * lanes + OutWidth - 1) / OutWidth);
        var shares = WorkShares.Choose(threads, problem.GroupImages, OutHeight, leastRows, Blocks, UnitCycles);
        (Bands, OutParts, Threads) = (shares.Bands, shares.Parts, shares.Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        // Planes are padded to whole vectors, so that no load crosses a cache line.
        int slack = (16 - BandRows * OutWidth % 16) % 16;
        Planes = new PaddedPlanes(rows, columns, (int)problem.Rows.In, (int)problem.Columns.In, readsInput, BandRows, slack);

        Units = problem.Batch * problem.Groups * Bands * OutParts;
        Items = WorkShares.Items(Units, UnitCycles(BandRows, OutHeight / Bands, (Blocks + OutParts - 1) / OutParts), Threads);
        ThreadFloats = readsInput ? 0 : Workspace.WholeLines((long)InChannels * Planes.ChannelFloats);
    }

    public ImageProblem Problem { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>Input channels of a group.</summary>
    public int InChannels { get; }

    /// <summary>Output channels of a group.</summary>
    public int OutChannels { get; }

    /// <summary>Input channels of a block; the last block may have fewer.</summary>
    public int InBlock { get; }

    public int InBlocks { get; }

    /// <summary>The first output channel of each block, within its group, and one past the last channel.</summary>
    public int[] BlockStarts { get; }

    public int Blocks => BlockStarts.Length - 1;

    /// <summary>Vectors of pixels of a tile.</summary>
    public int Vectors { get; }

    /// <summary>Tiles of a group of tiles: all blocks of output channels compute it before the next group.</summary>
    public int GroupTiles { get; }

    public PaddedPlanes Planes { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Number of parts of the output channel blocks, used if there are few other units.</summary>
    public int OutParts { get; }

    /// <summary>Units of work: images × groups × bands × parts.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the copied pixels of one thread.</summary>
    public long ThreadFloats { get; }

    /// <summary>What a run executes and moves.</summary>
    public TileUse Use
    {
        get
        {
            double copied = Planes.ReadsInput
                ? 0
                : sizeof(float) * 2.0 * Problem.Batch * Problem.AllInChannels * OutHeight * OutWidth * OutParts;
            return new TileUse(
                Problem.Macs,
                Problem.InputBytes + Problem.OutputBytes * (2.0 * InBlocks - 1)
                    + Problem.Batch * (double)Bands * Problem.ParameterBytes + copied,
                Planes.ReadsInput
                    ? "input and output once, the weight for each band"
                    : "input and output once, pixels written and read, the weight for each band");
        }
    }

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>The first block of a part; for part = number of parts, one past the last block.</summary>
    public int PartStart(int part) => EvenParts.Start(Blocks, OutParts, part);
}
