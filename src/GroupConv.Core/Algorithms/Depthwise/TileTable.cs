using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>The tiles of a band, row by row. The rows of a tile are RowStep rows apart.</summary>
internal sealed unsafe class TileTable
{
    private readonly PinnedTable _tiles;

    public TileTable(DepthwiseBlocking b, ColumnMasks masks, int rows)
    {
        Rows = rows;
        int left = b.ReadsInput ? b.Problem.Columns.Before : 0, stride = b.SplitsVectors ? 2 : 1;
        var tiles = new List<PlaneTilePlace>();
        for (int phase = 0; phase < Math.Min(b.RowStep, rows); phase++)
        {
            int count = (rows - phase - 1) / b.RowStep + 1;
            int mostRows = b.KeepsFilter ? b.MostRows : b.TileRows, tilesOfPhase = (count + mostRows - 1) / mostRows;
            for (int tile = 0; tile < tilesOfPhase; tile++)
            {
                // Microkernels with a fixed number of rows compute some rows twice.
                int first = b.KeepsFilter ? count * tile / tilesOfPhase : Math.Min(tile * b.TileRows, count - b.TileRows);
                int rowsOfTile = b.KeepsFilter ? count * (tile + 1) / tilesOfPhase - first : b.TileRows, row = phase + first * b.RowStep;
                tiles.AddRange(b.VectorColumns.Select(column => new PlaneTilePlace
                {
                    Row = row * stride,
                    Column = column * stride - left,
                    Destination = row * b.OutRowFloats
                        + column,
                    Masks = masks.Of(column),
                    Rows = rowsOfTile,
                }));
            }
        }

        // If masked loads are as fast as others, tiles keep their order; otherwise unmasked tiles come first.
        WholeTiles = b.ReadsInput && b.Lanes == 16 ? 0 : tiles.Count(tile => tile.Masks == 0);
        MaskedTiles = tiles.Count - WholeTiles;
        _tiles = PinnedTable.Of<PlaneTilePlace>([.. WholeTiles == 0 ? tiles : tiles.OrderBy(tile => tile.Masks != 0).AsEnumerable()]);
        AllRows = tiles.Sum(tile => (long)tile.Rows);
    }

    public int Rows { get; }

    /// <summary>Number of tiles that read only inside the rows; they come first.</summary>
    public int WholeTiles { get; }

    /// <summary>Number of tiles that also read columns outside of the rows.</summary>
    public int MaskedTiles { get; }

    public PlaneTilePlace* Tiles => (PlaneTilePlace*)_tiles.Pointer;

    /// <summary>Rows of all tiles.</summary>
    public long AllRows { get; }
}
