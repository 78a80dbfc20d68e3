namespace GroupConv.Core.Algorithms.Direct;

/// <summary>The offset tables of the microkernels; offsets count floats.</summary>
internal sealed unsafe class DirectTables
{
    private readonly PinnedTable _taps;
    private readonly PinnedTable _sources;
    private readonly PinnedTable _destinations;

    public DirectTables(DirectBlocking blocking)
    {
        _taps = new PinnedTable(blocking.Planes.TapOffsets(blocking.InBlock));
        (var sources, var destinations) = blocking.IsFlat ? FlatVectors(blocking) : RowVectors(blocking);
        _sources = new PinnedTable(sources);
        _destinations = new PinnedTable(destinations);
    }

    /// <summary>For each tap of a block of input channels, its offset from the first.</summary>
    public int* TapOffsets => _taps.Pointer;

    /// <summary>For each vector of a band, the offset of its pixels in a plane.</summary>
    public int* VectorSources => _sources.Pointer;

    /// <summary>
    /// For each vector of a band, its offset in the output, or in the flat buffer (from the start of its group of tiles).
    /// </summary>
    public int* VectorDestinations => _destinations.Pointer;

    private static (int[] Sources, int[] Destinations) RowVectors(DirectBlocking b)
    {
        int perRow = (b.OutWidth + b.Lanes - 1) / b.Lanes;
        var sources = new int[b.BandRows * perRow];
        var destinations = new int[sources.Length];
        for (int v = 0; v < sources.Length; v++)
        {
            // The last vector of a row is shifted to end at the row's end and computes some pixels twice, with the same bits.
            int row = v / perRow, column = Math.Min(v % perRow * b.Lanes, b.OutWidth - b.Lanes);
            sources[v] = row * b.Planes.RowFloats + column;
            destinations[v] = row * b.OutWidth + column;
        }

        return (sources, destinations);
    }

    private static (int[] Sources, int[] Destinations) FlatVectors(DirectBlocking b)
    {
        int count = ((b.BandRows - 1) * b.Planes.RowFloats + b.OutWidth + b.Lanes - 1) / b.Lanes;
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
