using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>All sizes of the depthwise algorithm for a problem: planes, tiles, runs of taps and the partition of the work.</summary>
internal sealed class DepthwiseBlocking
{
    /// <summary>The fewest output rows of a band: input rows between bands are laid out twice.</summary>
    public const int LeastBandRows = 16;

    // Vectors that reach over an edge have one mask per tap. Above this many masks, copying the input with its zeros is better.
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

        // With stride s and dilation d, taps kh and kh + s / gcd(s, d) are in the same phase, d / gcd(s, d) rows apart.
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
        // Bands depend on the number of threads, and the choice of microkernel decides the order of a sum.
        // So the choice uses the output height, not the rows of a band.
        KeepsFilter = SplitsVectors || (problem.HasFilter(3) && SlotTaps == 1 && Math.Min(OutHeight, LeastBandRows) >= 2 * RowStep);
        MostRows = KeepsFilter ? PlaneTiles.MostFilterRows : PlaneTiles.MostRows(VectorUnit.Registers, RunTaps);
        int tilesPerPhase = (leastPhase + MostRows - 1) / MostRows;
        TileRows = (leastPhase + tilesPerPhase - 1) / tilesPerPhase;

        // In a narrow image, the last vector of a plane reads beyond its end.
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
    /// The first output column of each vector. The last vector is shifted to end at the row's end and computes some pixels twice, with the
    /// same bits.
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

    /// <summary>Distance within a phase between neighbouring taps of a run, and so between the output rows of a tile.</summary>
    public int RowStep { get; }

    /// <summary>Distance, in filter rows, between neighbouring taps of a phase.</summary>
    public int SlotTaps { get; }

    /// <summary>Number of runs of the taps of a filter column in one phase.</summary>
    public int RunsPerSlot { get; }

    /// <summary>Taps of a full run; the others have one tap less.</summary>
    public int RunTaps { get; }

    /// <summary>Whether a row is shorter than a vector.</summary>
    public bool IsNarrow { get; }

    /// <summary>Whether the taps read the input directly, without padded planes. Positions outside of it count as zeros.</summary>
    public bool ReadsInput { get; }

    /// <summary>Whether the taps read the input directly at stride 2, and split vectors into even and odd pixels while loading.</summary>
    public bool SplitsVectors { get; }

    /// <summary>
    /// Whether tiles write directly to the output. The lanes that a narrow row's vector writes beyond the row are overwritten by the rows
    /// that follow.
    /// </summary>
    public bool WritesRows { get; }

    /// <summary>From one output row to the next in the memory that tiles write.</summary>
    public int OutRowFloats { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>Whether the filter stays in registers; then the rows of tiles may differ.</summary>
    public bool KeepsFilter { get; }

    /// <summary>Whether taps above and below the image are skipped.</summary>
    public bool LeavesOutRows => ReadsInput && !KeepsFilter;

    /// <summary>The most rows of a tile.</summary>
    public int MostRows { get; }

    /// <summary>
    /// Rows of a tile; approximate if <see cref="KeepsFilter"/>. The last tile of a band is shifted to end at the band's edge and computes
    /// some rows twice, with the same bits.
    /// </summary>
    public int TileRows { get; }

    /// <summary>Input channels whose planes are laid out together.</summary>
    public int BlockChannels { get; }

    /// <summary>Units of work: images × input channels × bands.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats per thread for output rows that cannot be written directly.</summary>
    public long RowsFloats { get; }

    public long ThreadFloats => PlaneFloats + RowsFloats;

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
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
