namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>For vectors of columns and each column of a filter, which lanes read a row of the input itself, not the zeros beside it.</summary>
internal sealed unsafe class ColumnMasks
{
    private readonly Dictionary<int, int> _places = [];
    private readonly PinnedTable _masks;

    public ColumnMasks(DepthwiseBlocking b)
    {
        int left = b.ReadsInput ? b.Shape.Padding.Left : 0, end = b.ReadsInput ? (int)b.Shape.InWidth : int.MaxValue;
        int[] whole = [.. Enumerable.Repeat(-1, b.Columns.Taps.Length * b.Lanes)];
        var masks = new List<int>(whole);
        foreach (int column in b.VectorColumns)
        {
            int[] lanes = [.. b.Columns.Taps.SelectMany(tap => Enumerable.Range(column + tap.Place - left, b.Lanes), (_, source) => source >= 0 && source < end ? -1 : 0)];
            if (lanes.AsSpan().SequenceEqual(whole))
                continue;
            _places.Add(column, masks.Count);
            masks.AddRange(lanes);
        }

        _masks = new PinnedTable([.. masks]);
    }

    public float* Pointer => (float*)_masks.Pointer;

    /// <summary>Where the masks of a vector stand, 0 where all its lanes read the row.</summary>
    /// <param name="column">The vector's first output column.</param>
    public int Of(int column) => _places.GetValueOrDefault(column);
}
