using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Spread;

/// <summary>
/// All sizes of the spread algorithm for a layer applied to an input: rows, columns, tiles and the partition of the work. A line is an
/// image of one row.
/// </summary>
internal sealed class SpreadBlocking
{
    // Input rows between bands are copied twice.
    private const int LeastBandRows = 16;

    public SpreadBlocking(ConvShape shape, int mostLanes, int threads)
    {
        Shape = shape;
        var spec = shape.Spec;
        bool isLine = spec.Dims == 1;
        (InHeight, OutHeight) = isLine ? (1, 1) : ((int)shape.InSize[0], (int)shape.OutSize[0]);
        (InWidth, OutWidth) = ((int)shape.InSize[^1], (int)shape.OutSize[^1]);
        (KernelHeight, KernelWidth) = (isLine ? 1 : spec.KernelSize[0], spec.KernelSize[^1]);
        Columns = new SpreadColumns(KernelWidth, shape.Padding.Before[^1]);
        (Starts, InputRows, FilterRows) = isLine
            ? ([0, 1], [0], [0])
            : RowsOf(InHeight, OutHeight, KernelHeight, spec.Stride[0], spec.Dilation[0], shape.Padding.Before[0]);

        int pairs = (OutWidth + 1) / 2;
        Lanes = EvenParts.LanesFor(mostLanes, pairs);
        var costs = MachineCosts.Of(Lanes);
        WritesRows = OutWidth % 2 == 0 && pairs >= Lanes;
        int vectors = (pairs + Lanes - 1) / Lanes;
        VectorColumns = [
            .. Enumerable.Range(0, vectors).Select(vector => WritesRows ? Math.Min(vector * Lanes, pairs - Lanes) : vector * Lanes)];
        OutRowFloats = WritesRows ? OutWidth : 2 * vectors * Lanes;
        Left = Math.Max(0, -Columns.FirstOffset);
        RowFloats = Left + Math.Max(InWidth, VectorColumns[^1] + Lanes + Math.Max(0, Columns.LastOffset));

        double wanted = Math.Max(
            4.0 * threads / Math.Max(1, shape.Batch * (double)spec.Groups),
            (double)spec.InChannelsPerGroup * InHeight * RowFloats / costs.SpreadBandFloats);
        Bands = (int)Math.Max(1, Math.Min(Math.Ceiling(wanted), OutHeight / (double)LeastBandRows));
        BandRows = (OutHeight + Bands - 1) / Bands;
        PlaneRows = Enumerable.Range(0, Bands).Max(band => InputRowsOf(band).Count);

        Units = shape.Batch * spec.Groups * Bands;
        Macs = (double)Starts[^1] * VectorColumns.Length * Lanes * KernelWidth * spec.InChannelsPerGroup * spec.OutChannels * shape.Batch;
        UnitsPerItem = (long)Math.Clamp(costs.ItemMultiplyAdds * Units / Math.Max(1, Macs), 1, Math.Max(1, Units / (4 * threads)));
        Items = (Units + UnitsPerItem - 1) / UnitsPerItem;
        Threads = (int)Math.Clamp(Items, 1, threads);
    }

    public ConvShape Shape { get; }

    public int Lanes { get; }

    public int InHeight { get; }

    public int InWidth { get; }

    public int OutHeight { get; }

    public int OutWidth { get; }

    public int KernelHeight { get; }

    public int KernelWidth { get; }

    public SpreadColumns Columns { get; }

    /// <summary>For each output row, its first index in the tables of rows; followed by the length of these tables.</summary>
    public int[] Starts { get; }

    /// <summary>The input rows that output rows are computed from.</summary>
    public int[] InputRows { get; }

    /// <summary>The filter rows that these input rows are multiplied by.</summary>
    public int[] FilterRows { get; }

    /// <summary>
    /// For each vector, its first pair of columns. If rows are written directly, the last vector is shifted to end at the row's end.
    /// </summary>
    public int[] VectorColumns { get; }

    /// <summary>
    /// Whether tiles write directly to the output. Otherwise they write to a buffer, and columns beyond a row's end are not copied.
    /// </summary>
    public bool WritesRows { get; }

    /// <summary>From one output row to the next in the memory that tiles write.</summary>
    public int OutRowFloats { get; }

    /// <summary>Zeros before a row.</summary>
    public int Left { get; }

    /// <summary>From one padded row to the next.</summary>
    public int RowFloats { get; }

    public int Bands { get; }

    /// <summary>Output rows of a band; some have one less.</summary>
    public int BandRows { get; }

    /// <summary>The most input rows of a band.</summary>
    public int PlaneRows { get; }

    /// <summary>Floats of one channel's plane of a band.</summary>
    public int PlaneFloats => PlaneRows * RowFloats;

    /// <summary>Units of work: images × groups × bands.</summary>
    public long Units { get; }

    public long UnitsPerItem { get; }

    public long Items { get; }

    public int Threads { get; }

    /// <summary>Executed multiply-adds.</summary>
    public double Macs { get; }

    /// <summary>Floats of the padded planes of one thread.</summary>
    public long PlanesFloats => Workspace.WholeLines((long)Shape.Spec.InChannelsPerGroup * PlaneFloats);

    public long ThreadFloats => PlanesFloats + (WritesRows ? 0 : Workspace.WholeLines((long)BandRows * OutRowFloats));

    /// <summary>The first output row of a band; for band = number of bands, one past the last row.</summary>
    public int BandStart(int band) => EvenParts.Start(OutHeight, Bands, band);

    /// <summary>The input rows that a band reads.</summary>
    public (int First, int Count) InputRowsOf(int band)
    {
        var rows = InputRows.AsSpan(Starts[BandStart(band)]..Starts[BandStart(band + 1)]);
        if (rows.IsEmpty)
            return (0, 0);
        (int first, int last) = (rows[0], rows[0]);
        foreach (int row in rows)
            (first, last) = (Math.Min(first, row), Math.Max(last, row));
        return (first, last - first + 1);
    }

    private static (int[] Starts, int[] InputRows, int[] FilterRows) RowsOf(
        int inputs, int outputs, int taps, int stride, int dilation, int before)
    {
        var starts = new int[outputs + 1];
        List<int> inputRows = [], filterRows = [];
        for (int output = 0; output < outputs; output++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                long place = (long)output + before - (long)tap * dilation;
                if (place < 0 || place % stride != 0 || place / stride >= inputs)
                    continue;
                inputRows.Add((int)(place / stride));
                filterRows.Add(tap);
            }

            starts[output + 1] = inputRows.Count;
        }

        return (starts, [.. inputRows], [.. filterRows]);
    }
}
