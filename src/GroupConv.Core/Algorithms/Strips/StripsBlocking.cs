using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>All sizes of the strips algorithm for a problem: tiles, planes and the partition of the work.</summary>
internal sealed class StripsBlocking
{
    public StripsBlocking(ImageProblem problem, StripTiling tiling, int mostLanes, int threads)
    {
        Problem = problem;
        (OutHeight, OutWidth) = ((int)problem.Rows.Out, (int)problem.Columns.Out);
        LineMap rows = LineMap.Of(problem.Rows, problem.PaddingMode), columns = LineMap.Of(problem.Columns, problem.PaddingMode);
        int lanes = tiling.Lanes;
        var costs = MachineCosts.Of(mostLanes);
        ReadsInput = CanReadInput(problem, mostLanes);
        IsMasked = ReadsInput && (!problem.IsUnpadded || OutWidth < lanes);
        Overshoot = Math.Max(0, Math.Max(OutWidth, lanes) + columns.Reach - problem.Columns.Before - (int)problem.Columns.In);
        double rowFloats = (double)problem.InChannels * columns.Length * rows.Slots * columns.Slots;
        double UnitCycles(int bandRows, int leastBandRows, int partBlocks)
        {
            double planes = ReadsInput ? 0 : (bandRows + rows.Reach) * rowFloats;
            double tiles = Tiled(leastBandRows).CyclesOf(bandRows, leastBandRows, OutWidth);
            return (1 + WorkShares.Crowding(planes / costs.StripsBandFloats)) * tiles + planes * costs.PlaneFloat;
        }

        // Different numbers of bands need the tilings of the same heights.
        var tilings = new Dictionary<int, StripTiling> { [OutHeight] = tiling };
        StripTiling Tiled(int bandRows)
        {
            if (!tilings.TryGetValue(bandRows, out var tiled))
                tilings.Add(bandRows, tiled = StripTiling.Choose(problem, mostLanes, bandRows));
            return tiled;
        }

        var shares = WorkShares.Choose(threads, problem.GroupImages, OutHeight, 1, 1, UnitCycles);
        (Bands, Threads) = (shares.Bands, shares.Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        Tiling = Tiled(OutHeight / Bands);
        IsNarrow = OutWidth < Tiling.Lanes;
        Planes = new PaddedPlanes(
            rows, columns, (int)problem.Rows.In, (int)problem.Columns.In, ReadsInput, BandRows, IsNarrow ? Tiling.Lanes : 0);

        Units = problem.Batch * problem.Groups * Bands;
        Items = WorkShares.Items(Units, UnitCycles(BandRows, OutHeight / Bands, 1), Threads);
        PlaneFloats = ReadsInput ? 0 : Workspace.WholeLines((long)problem.InChannels * Planes.ChannelFloats + PlaneRows.Chunk);
        RowsFloats = IsNarrow ? Workspace.WholeLines((long)StripTiles.MostChannels * BandRows * Tiling.Lanes) : 0;
    }

    public ImageProblem Problem { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public StripTiling Tiling { get; }

    public PaddedPlanes Planes { get; }

    /// <summary>Whether the taps read the input directly, without padded planes.</summary>
    public bool ReadsInput { get; }

    /// <summary>Whether zeros around the input are masked instead of read.</summary>
    public bool IsMasked { get; }

    /// <summary>Floats after the end of the input's rows that masked vectors reach.</summary>
    public int Overshoot { get; }

    /// <summary>Whether a row is shorter than a vector, so that tiles write to a buffer.</summary>
    public bool IsNarrow { get; }

    /// <summary>Taps of an output: in_channels / groups · kH · kW.</summary>
    public int Taps => Problem.InChannels * Problem.PlaneTaps;

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Units of work: images × groups × bands.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats per thread for output rows that cannot be written directly.</summary>
    public long RowsFloats { get; }

    public long ThreadFloats => PlaneFloats + RowsFloats;

    /// <summary>Floats of the packed weight, followed by the bias.</summary>
    public long PackedFloats => Problem.AllOutChannels * (Taps + 1L);

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
                planes += Planes.CopiedFloats(rows, Problem.InChannels);
            }
            double images = Problem.GroupImages;
            return new TileUse(
                images * tiles * Tiling.Lanes * Tiling.Rows * Problem.OutChannels * Taps,
                Problem.InputBytes + Problem.OutputBytes
                    + Problem.Batch * (double)Bands * Problem.ParameterBytes + sizeof(float) * 2 * images * planes,
                ReadsInput
                    ? "input and output once, the weight for each band"
                    : "input and output once, padded planes written and read, the weight for each band");
        }
    }

    /// <summary>Whether the taps can read the input directly: without padding, or with zeros that masks replace.</summary>
    public static bool CanReadInput(ImageProblem problem, int mostLanes)
    {
        int lanes = EvenParts.LanesFor(mostLanes, (int)problem.Columns.Out);
        // A mask needs a register, and with 16 registers the tile leaves none.
        bool isValid = problem.IsUnpadded && problem.Columns.Out >= lanes;
        bool hasZerosAround = problem.PaddingMode == PaddingMode.Zeros && VectorUnit.MasksLoads(lanes) && VectorUnit.Registers >= 32;
        return problem.HasUnitStride && (isValid || hasZerosAround) && problem.InChannels * (double)problem.InPlane < int.MaxValue;
    }

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);
}
