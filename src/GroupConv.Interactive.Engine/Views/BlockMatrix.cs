using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// A weight as a matrix of channels: a row an output channel (transposed: an input channel), a column a channel of the other side. A place
/// of the matrix is a filter, drawn tap by tap where there is room, else by the tap that is furthest from 0.
/// </summary>
internal sealed class BlockMatrix
{
    private const int MostSide = 448;
    private readonly ConvSpec _spec;
    private readonly Planes _weight;
    private readonly int _tapRows;
    private readonly int _tapColumns;

    /// <summary>Lays out a weight.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="weight">Its weight.</param>
    public BlockMatrix(ConvSpec spec, Planes weight)
    {
        (_spec, _weight) = (spec, weight);
        (RowChannels, PackedColumns) = ((int)spec.WeightShape[0], (int)spec.WeightShape[1]);
        int slices = spec.Dims == 3 ? spec.KernelSize[0] : 1;
        (_tapRows, _tapColumns) = (spec.Dims == 1 ? 1 : spec.KernelSize[^2], spec.KernelSize[^1] * slices);
        HasTaps = (long)RowChannels * _tapRows <= MostSide && (long)DenseColumns * _tapColumns <= MostSide;
        if (!HasTaps)
            (_tapRows, _tapColumns) = (1, 1);
    }

    /// <summary>Rows, in channels.</summary>
    public int RowChannels { get; }

    /// <summary>Columns of the packed weight, in channels.</summary>
    public int PackedColumns { get; }

    /// <summary>Columns of the dense weight, in channels.</summary>
    public int DenseColumns => PackedColumns * _spec.Groups;

    /// <summary>Whether a filter is drawn tap by tap.</summary>
    public bool HasTaps { get; }

    /// <summary>The matrix of the dense weight, with its blocks of zeros absent.</summary>
    public Cells Dense() => Draw(DenseColumns, (row, column) =>
    {
        int rowsOfGroup = RowChannels / _spec.Groups, group = row / rowsOfGroup;
        return column / PackedColumns == group ? column % PackedColumns : -1;
    });

    /// <summary>The matrix of the packed weight.</summary>
    public Cells Packed() => Draw(PackedColumns, (_, column) => column);

    private Cells Draw(int columnChannels, Func<int, int, int> packedColumn)
    {
        int rows = Math.Min(RowChannels * _tapRows, MostSide), columns = Math.Min(columnChannels * _tapColumns, MostSide);
        var values = new double[rows * columns];
        var absent = new bool[values.Length];
        Array.Fill(absent, true);
        var line = new double[_weight.Columns];
        for (int row = 0; row < RowChannels; row++)
        {
            for (int column = 0; column < columnChannels; column++)
            {
                int packed = packedColumn(row, column);
                if (packed >= 0)
                    Add(row, column, packed);
            }
        }

        return new Cells(rows, columns, values) { Absent = absent };

        void Add(int row, int column, int packed)
        {
            int slices = _spec.Dims == 3 ? _spec.KernelSize[0] : 1, lines = _spec.Dims == 1 ? 1 : _spec.KernelSize[^2];
            long filter = (long)row * PackedColumns + packed;
            for (int slice = 0; slice < slices; slice++)
            {
                for (int y = 0; y < lines; y++)
                {
                    // A signal's filters are the rows of one plane.
                    if (_spec.Dims == 1)
                        _weight.Read(row, packed, line);
                    else
                        _weight.Read(filter * slices + slice, y, line);
                    for (int x = 0; x < line.Length; x++)
                    {
                        long down = HasTaps ? (long)row * _tapRows + y : row;
                        long across = HasTaps ? (long)column * _tapColumns + slice * line.Length + x : column;
                        Put(down * rows / Math.Max(rows, (long)RowChannels * _tapRows),
                            across * columns / Math.Max(columns, (long)columnChannels * _tapColumns), line[x]);
                    }
                }
            }
        }

        void Put(long down, long across, double value)
        {
            long at = down * columns + across;
            if (absent[at] || Math.Abs(value) > Math.Abs(values[at]) || double.IsNaN(value))
                values[at] = value;
            absent[at] = false;
        }
    }
}
