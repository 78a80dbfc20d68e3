namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>For each vector that a tile loads, masks of the lanes that read the input rather than the zeros left and right of it.</summary>
internal sealed unsafe class ColumnMasks
{
    private readonly Dictionary<int, int> _places = [];
    private readonly PinnedTable _masks;

    public ColumnMasks(DepthwiseBlocking b)
    {
        int left = b.Problem.Columns.Before, end = (int)b.Problem.Columns.In;
        // Positions of the vectors that a tile loads from a row: one per tap, or two windows of two vectors.
        int[] vectors = b.SplitsVectors ? [0, b.Lanes, 2, 2 + b.Lanes] : [.. b.Columns.Taps.Select(tap => tap.Place)];
        int stride = b.SplitsVectors ? 2 : 1;
        int[] whole = [.. Enumerable.Repeat(-1, vectors.Length * b.Lanes)];
        var masks = new List<int>(whole);
        int nearest = vectors.Min(), farthest = vectors.Max();
        // Padded planes contain the padding, so all lanes read.
        foreach (int column in b.ReadsInput ? b.VectorColumns : [])
        {
            int first = column * stride - left;
            if (first + nearest >= 0 && first + farthest + b.Lanes <= end)
                continue;
            var sources = vectors.SelectMany(place => Enumerable.Range(first + place, b.Lanes));
            int[] lanes = [.. sources.Select(source => source >= 0 && source < end ? -1 : 0)];
            if (lanes.AsSpan().SequenceEqual(whole))
                continue;
            _places.Add(column, masks.Count);
            masks.AddRange(lanes);
        }

        _masks = new PinnedTable([.. masks]);
    }

    public float* Pointer => (float*)_masks.Pointer;

    /// <summary>Offset of a vector's masks; 0 if all its lanes read the row.</summary>
    /// <param name="column">The vector's first output column.</param>
    public int Of(int column) => _places.GetValueOrDefault(column);
}
