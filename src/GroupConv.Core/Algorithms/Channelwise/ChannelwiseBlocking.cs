using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>All sizes of the channelwise algorithm for a problem: planes, bands and the partition of the work.</summary>
internal sealed class ChannelwiseBlocking
{
    /// <summary>The fewest output rows of a band: input rows between bands are laid out twice.</summary>
    public const int LeastBandRows = 2 * RowTiles.MostOutputs;

    private readonly int _reach;

    public ChannelwiseBlocking(ImageProblem problem, int lanes, int threads)
    {
        Problem = problem;
        Lanes = lanes;
        var costs = MachineCosts.Of(lanes);
        (OutHeight, OutWidth) = ((int)problem.Rows.Out, (int)problem.Columns.Out);
        Taps = problem.PlaneTaps;
        // Planes hold the padded image in one phase, or the image alone if taps on zeros around it are skipped.
        LeavesOutZeros = problem.PaddingMode == PaddingMode.Zeros;
        (int above, int left) = LeavesOutZeros ? (problem.Rows.Before, problem.Columns.Before) : (0, 0);
        Rows = LeavesOutZeros
            ? Whole((int)problem.Rows.In)
            : new LineMap(
                (int)problem.Rows.In,
                (OutHeight - 1) * problem.Rows.Stride + 1,
                problem.Rows.Taps,
                1,
                problem.Rows.Dilation,
                problem.Rows.Before,
                problem.PaddingMode);
        Columns = LeavesOutZeros
            ? Whole((int)problem.Columns.In)
            : new LineMap(
                (int)problem.Columns.In,
                (OutWidth - 1) * problem.Columns.Stride + 1,
                problem.Columns.Taps,
                1,
                problem.Columns.Dilation,
                problem.Columns.Before,
                problem.PaddingMode);
        _reach = (problem.Rows.Taps - 1) * problem.Rows.Dilation;
        // Rows whose length is a multiple of 8 are put one vector further apart, to avoid cache-set conflicts between neighbouring rows.
        // Rows of such lengths are laid out one by one anyway.
        RowFloats = (Columns.Length % 8 == 0 ? Columns.Length + 1 : Columns.Length) * lanes;
        ChannelBlocks = (problem.AllInChannels + lanes - 1) / lanes;

        double rowCost = OutWidth * lanes + (double)RowFloats * problem.Rows.Stride;
        double fitting = (costs.ChannelwiseBandFloats - (double)_reach * RowFloats) / rowCost;
        double inputs = (double)Rows.Length * Columns.Length, outputs = (double)OutHeight * OutWidth * problem.Multiplier;
        double blockCycles = costs.ChannelwiseMultiplyAdd * Taps * InsideShare * outputs + costs.ChannelTransposition * (inputs + outputs);
        Threads = WorkShares.ThreadsFor(threads, problem.Batch * (double)ChannelBlocks * blockCycles);
        double wanted = Math.Max(1, 4.0 * Threads / (problem.Batch * (double)ChannelBlocks));
        double rows = Math.Min(Math.Max(LeastBandRows, fitting), Math.Max(LeastBandRows, OutHeight / wanted));
        Bands = (int)Math.Max(1, Math.Floor(OutHeight / rows));
        BandRows = (OutHeight + Bands - 1) / Bands;

        int leastRows = Math.Min(OutHeight, LeastBandRows);
        Down = new TileAxis(
            OutHeight / Bands,
            leastRows,
            problem.Rows.Taps,
            problem.Rows.Stride,
            problem.Rows.Dilation,
            above,
            Rows.Length,
            RowFloats,
            OutWidth * lanes,
            problem.Columns.Taps * lanes);
        Across = new TileAxis(
            OutWidth,
            OutWidth,
            problem.Columns.Taps,
            problem.Columns.Stride,
            problem.Columns.Dilation,
            left,
            Columns.Length,
            lanes,
            lanes,
            lanes);
        LiesDown = TileAxis.LoadsPerMacOf(leastRows, Down.RunTaps) <= TileAxis.LoadsPerMacOf(OutWidth, Across.RunTaps);
        StripRows = LiesDown ? Down.TileStride * Down.TileOutputs : Math.Min(RowTiles.MostOutputs, OutHeight / Bands);

        PlaneFloats = Math.Min(Rows.Length, (BandRows - 1L) * problem.Rows.Stride + 1 + _reach) * RowFloats;
        StripFloats = (long)StripRows * OutWidth * lanes;
        Units = problem.Batch * ChannelBlocks * Bands;
        Items = WorkShares.Items(Units, blockCycles / Bands, Threads);
        Threads = (int)Math.Clamp(Items, 1, Threads);
    }

    public ImageProblem Problem { get; }

    public int Lanes { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    /// <summary>Whether planes hold the image without its padding, and taps outside of it are skipped.</summary>
    public bool LeavesOutZeros { get; }

    public LineMap Rows { get; }

    public LineMap Columns { get; }

    /// <summary>Taps of a filter: kH · kW.</summary>
    public int Taps { get; }

    /// <summary>The share of all taps of all outputs that is not skipped.</summary>
    public double InsideShare => LeavesOutZeros ? Problem.Rows.InsideShare * Problem.Columns.InsideShare : 1;

    /// <summary>From one row of a plane to the next.</summary>
    public int RowFloats { get; }

    /// <summary>Blocks with as many input channels as a vector has lanes. The last block ends with the last channel.</summary>
    public int ChannelBlocks { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>
    /// Rows of a strip, which is laid out, computed and transposed back before the next one, so that it stays in the first-level cache.
    /// </summary>
    public int StripRows { get; }

    /// <summary>Whether tiles run along columns of the image instead of rows, whichever saves more loads.</summary>
    public bool LiesDown { get; }

    public TileAxis Down { get; }

    public TileAxis Across { get; }

    /// <summary>Neighbouring lines of a tile.</summary>
    public int TileLines { get; } = RowTiles.MostLines(VectorUnit.Registers);

    /// <summary>The axis across the tiles.</summary>
    public TileAxis Other => LiesDown ? Across : Down;

    /// <summary>The axis along the tiles.</summary>
    public TileAxis Along => LiesDown ? Down : Across;

    /// <summary>Units of work: images × blocks of channels × bands.</summary>
    public long Units { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Floats of the padded planes of a band.</summary>
    public long PlaneFloats { get; }

    /// <summary>Floats of a strip's outputs, for one filter per channel.</summary>
    public long StripFloats { get; }

    public long ThreadFloats => PlaneFloats + StripFloats;

    /// <summary>Floats of a block's packed weights, for one filter per channel.</summary>
    public int FilterFloats => (Taps + 1) * Lanes;

    public long PackedFloats => (long)ChannelBlocks * Problem.Multiplier * FilterFloats;

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>The first channel of a block.</summary>
    public int BlockStart(int block) => Math.Min(block * Lanes, Problem.AllInChannels - Lanes);

    /// <summary>The first row of a plane that an output row reads.</summary>
    public int FirstPlaneRow(int row) => Math.Clamp(Down.PlaceOf(row), 0, Rows.Length);

    /// <summary>One past the last row of a plane that the output rows before this one read.</summary>
    public int EndPlaneRow(int row) => Math.Clamp(Down.PlaceOf(row - 1) + _reach + 1, 0, Rows.Length);

    /// <summary>A dimension of the image without padding.</summary>
    private static LineMap Whole(int length) => new(length, length, kernelSize: 1, stride: 1, dilation: 1, before: 0, PaddingMode.Zeros);
}
