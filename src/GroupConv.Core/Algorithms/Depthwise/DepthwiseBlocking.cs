using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>
/// All sizes of the depthwise algorithm for a layer on an input: planes, tiles, runs of taps and the partition of the work.
/// </summary>
internal sealed class DepthwiseBlocking
{
    /// <summary>Output rows of a band, at least, where there are so many: rows between bands are laid out twice.</summary>
    public const int LeastBandRows = 16;

    // Masks of the vectors that reach over the edges, one for each tap: more than that are worse than a copy with its zeros.
    private const double MostMasks = 1 << 20;

    private readonly MachineCosts _costs;

    public DepthwiseBlocking(ImageProblem problem, int mostLanes, int threads)
    {
        Problem = problem;
        (OutHeight, OutWidth) = ((int)problem.Rows.Out, (int)problem.Columns.Out);
        Lanes = EvenParts.LanesFor(mostLanes, OutWidth);
        _costs = MachineCosts.Of(Lanes);
        KernelTaps = problem.PlaneTaps;
        Rows = LineMap.Of(problem.Rows, problem.PaddingMode);
        Columns = LineMap.Of(problem.Columns, problem.PaddingMode);

        // With stride s and dilation d, the taps kh and kh + s / gcd(s, d) lie in one phase, d / gcd(s, d) places apart.
        SlotTaps = Math.Min(problem.Rows.Taps, problem.Rows.PhaseTaps);
        RowStep = problem.Rows.RowStep;
        int mostTaps = (problem.Rows.Taps - 1) / SlotTaps + 1;
        RunsPerSlot = (mostTaps + PlaneTiles.MostTaps - 1) / PlaneTiles.MostTaps;
        RunTaps = (mostTaps + RunsPerSlot - 1) / RunsPerSlot;

        IsNarrow = OutWidth < Lanes;
        double masks = Math.Min(OutWidth, (double)problem.Columns.Before + problem.Columns.After + 2 * Lanes) * problem.Columns.Taps;
        bool hasZerosAround = problem.PaddingMode == PaddingMode.Zeros && VectorUnit.MasksLoads(Lanes) && masks <= MostMasks;
        SplitsVectors = VectorSplit.Fits(problem);
        ReadsInput = SplitsVectors || (problem.HasUnitStride && (hasZerosAround || (problem.IsUnpadded && !IsNarrow)));
        double vectors = (OutWidth + Lanes - 1) / Lanes;
        double channels = problem.Batch * (double)problem.AllInChannels;
        double rowCycles = _costs.DepthwiseMultiplyAdd * vectors * KernelTaps * problem.Multiplier;
        Threads = WorkShares.ThreadsFor(threads, channels * OutHeight * rowCycles);
        Bands = ChooseBands(Threads);
        BandRows = (OutHeight + Bands - 1) / Bands;
        int leastRows = OutHeight / Bands, leastPhase = Math.Max(1, leastRows / RowStep);
        // Not by the rows of a band: bands depend on threads, and the microkernel decides the order of a sum.
        KeepsFilter = SplitsVectors || (problem.HasFilter(3) && SlotTaps == 1 && Math.Min(OutHeight, LeastBandRows) >= 2 * RowStep);
        MostRows = KeepsFilter ? PlaneTiles.MostFilterRows : PlaneTiles.MostRows(VectorUnit.Registers, RunTaps);
        int tilesPerPhase = (leastPhase + MostRows - 1) / MostRows;
        TileRows = (leastPhase + tilesPerPhase - 1) / tilesPerPhase;

        // A narrow plane's last vector reads on behind it.
        Planes = new PaddedPlanes(Rows, Columns, (int)problem.Rows.In, (int)problem.Columns.In, ReadsInput, BandRows, IsNarrow ? Lanes : 0);
        BlockChannels = Bands > 1 ? 1 : Math.Clamp(_costs.DepthwiseBlockFloats / Planes.ChannelFloats, 1, 32);
        WritesRows = !IsNarrow || (Bands == 1 && RowStep == 1);
        OutRowFloats = WritesRows ? OutWidth : Lanes;

        Units = problem.Batch * problem.AllInChannels * Bands;
        Items = WorkShares.Items(Units, BandRows * rowCycles, Threads);
        Threads = (int)Math.Clamp(Items, 1, Threads);

        PlaneFloats = ReadsInput ? 0 : Workspace.WholeLines((long)BlockChannels * Planes.ChannelFloats + PlaneRows.Chunk);
        RowsFloats = IsNarrow ? Workspace.WholeLines((long)BandRows * OutRowFloats + Lanes) : 0;
    }

    public ImageProblem Problem { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>
    /// The first output column of each vector. The last one ends where the row ends, and computes some pixels again, to the same bits.
    /// </summary>
    public IEnumerable<int> VectorColumns
    {
        get
        {
            for (int vector = 0; vector < OutWidth; vector += Lanes)
                yield return Math.Max(0, Math.Min(vector, OutWidth - Lanes));
        }
    }

    public PaddedPlanes Planes { get; }

    public LineMap Rows { get; }

    public LineMap Columns { get; }

    /// <summary>Taps of a filter: kH · kW.</summary>
    public int KernelTaps { get; }

    /// <summary>Places between neighbouring taps of a run, and output rows between neighbouring rows of a tile.</summary>
    public int RowStep { get; }

    /// <summary>From a tap to the next one in the same phase, in rows of the filter.</summary>
    public int SlotTaps { get; }

    /// <summary>Runs that the taps of a filter's column in one phase are cut into.</summary>
    public int RunsPerSlot { get; }

    /// <summary>Taps of a full run; the others have one less.</summary>
    public int RunTaps { get; }

    /// <summary>Whether a row is shorter than a vector.</summary>
    public bool IsNarrow { get; }

    /// <summary>Whether the taps read the input itself, with no padded planes: what is not in it is zeros.</summary>
    public bool ReadsInput { get; }

    /// <summary>Whether the taps read the input at stride 2, and vectors are split as they are loaded.</summary>
    public bool SplitsVectors { get; }

    /// <summary>
    /// Whether tiles write rows one behind the other: what a narrow row's vector writes too much is overwritten by the rows that follow.
    /// </summary>
    public bool WritesRows { get; }

    /// <summary>From one output row to the next where tiles write them.</summary>
    public int OutRowFloats { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Whether the filter stays in registers; rows of tiles may differ then.</summary>
    public bool KeepsFilter { get; }

    /// <summary>Whether taps above and below the image are left out.</summary>
    public bool LeavesOutRows => ReadsInput && !KeepsFilter;

    /// <summary>The most rows of a tile.</summary>
    public int MostRows { get; }

    /// <summary>
    /// Rows of a tile, or about as many. The last tile of a band ends where the band ends, and computes some rows again, to the same bits.
    /// </summary>
    public int TileRows { get; }

    /// <summary>Input channels whose planes are laid out at a time.</summary>
    public int BlockChannels { get; }

    /// <summary>Units of work: images × input channels × bands.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of one thread for rows that cannot be written in place.</summary>
    public long RowsFloats { get; }

    public long ThreadFloats => PlaneFloats + RowsFloats;

    /// <summary>The first output row of a band; for the number of bands, the end.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);


    private int ChooseBands(int threads)
    {
        double rowFloats = (double)Columns.Length * Rows.Slots * Columns.Slots;
        double fitting = ReadsInput ? OutHeight : 2 * _costs.DepthwiseBlockFloats / rowFloats - Rows.Reach;
        double wanted = Math.Max(1, 4.0 * threads / Math.Max(1, Problem.Batch * (double)Problem.AllInChannels));
        double rows = Math.Min(Math.Max(LeastBandRows, fitting), Math.Max(LeastBandRows, OutHeight / wanted));
        return (int)Math.Max(1, Math.Floor(OutHeight / rows));
    }
}
