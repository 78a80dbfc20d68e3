namespace GroupConv.Core.Algorithms.Direct;

/// <summary>The tables of offsets that the microkernels walk along, all in floats.</summary>
internal sealed unsafe class DirectTables
{
    private readonly PinnedTable _taps;
    private readonly PinnedTable _sources;
    private readonly PinnedTable _destinations;
    private readonly PinnedTable[] _rows;
    private readonly PinnedTable[] _columns;

    public DirectTables(DirectBlocking blocking)
    {
        _taps = new PinnedTable(Taps(blocking));
        (var sources, var destinations) = blocking.IsFlat ? FlatVectors(blocking) : RowVectors(blocking);
        _sources = new PinnedTable(sources);
        _destinations = new PinnedTable(destinations);
        _rows = [.. blocking.Rows.Sources.Select(line => new PinnedTable(line))];
        _columns = [.. blocking.Columns.Sources.Select(line => new PinnedTable(line))];
        Insides = [.. Enumerable.Range(0, blocking.Columns.Slots).Select(blocking.Columns.Inside)];
    }

    /// <summary>For each tap of a block of input channels, its distance from the first.</summary>
    public int* TapOffsets => _taps.Pointer;

    /// <summary>For each vector of a band, its pixels in a plane.</summary>
    public int* VectorSources => _sources.Pointer;

    /// <summary>For each vector of a band, its place in the output, or in the flat buffer (from the start of its group of tiles).</summary>
    public int* VectorDestinations => _destinations.Pointer;

    /// <summary>For each slot of columns, the part that is copied in one sweep.</summary>
    public (int First, int Last)[] Insides { get; }

    /// <summary>For each row of a slot, the input row or −1.</summary>
    public int* Rows(int slot) => _rows[slot].Pointer;

    /// <summary>For each column of a slot, the input column or −1.</summary>
    public int* Columns(int slot) => _columns[slot].Pointer;

    private static int[] Taps(DirectBlocking b)
    {
        var size = b.Shape.Spec.KernelSize;
        var taps = new int[b.InBlock * b.KernelTaps];
        for (int ic = 0, k = 0; ic < b.InBlock; ic++)
        {
            for (int kh = 0; kh < size.Height; kh++)
            {
                (int rowSlot, int row) = b.Rows.Taps[kh];
                for (int kw = 0; kw < size.Width; kw++, k++)
                {
                    (int columnSlot, int column) = b.Columns.Taps[kw];
                    int phase = rowSlot * b.Columns.Slots + columnSlot;
                    taps[k] = checked(ic * b.ChannelFloats + phase * b.PhaseFloats + row * RowFloats(b) + column);
                }
            }
        }

        return taps;
    }

    private static int RowFloats(DirectBlocking b) => b.ReadsInput ? b.Width : b.Columns.Length;

    private static (int[] Sources, int[] Destinations) RowVectors(DirectBlocking b)
    {
        int perRow = (b.OutWidth + b.Lanes - 1) / b.Lanes;
        var sources = new int[b.BandRows * perRow];
        var destinations = new int[sources.Length];
        for (int v = 0; v < sources.Length; v++)
        {
            // The last vector of a row ends where the row ends, and computes some pixels of the one before again, to the same bits.
            int row = v / perRow, column = Math.Min(v % perRow * b.Lanes, b.OutWidth - b.Lanes);
            sources[v] = row * RowFloats(b) + column;
            destinations[v] = row * b.OutWidth + column;
        }

        return (sources, destinations);
    }

    private static (int[] Sources, int[] Destinations) FlatVectors(DirectBlocking b)
    {
        int count = ((b.BandRows - 1) * b.Columns.Length + b.OutWidth + b.Lanes - 1) / b.Lanes;
        var sources = new int[count];
        var destinations = new int[count];
        for (int v = 0; v < count; v++)
        {
            sources[v] = v * b.Lanes;
            destinations[v] = v % (b.GroupTiles * b.Vectors) * b.Lanes;
        }

        return (sources, destinations);
    }
}
