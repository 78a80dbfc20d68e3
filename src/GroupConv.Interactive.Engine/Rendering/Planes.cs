using System.Numerics;
using System.Numerics.Tensors;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>
/// A tensor as a stack of planes: its last two dimensions, for each index of the others; a vector is a plane of one row. Feature maps of
/// signals are planes of one row, too.
/// </summary>
internal abstract class Planes
{
    // About a second, and some milliseconds.
    private const long MostMeasured = 1 << 27;
    private const long MostCounted = 1 << 20;

    private readonly bool _areLines;

    private Planes(ReadOnlySpan<nint> lengths, bool squeeze, bool areLines)
    {
        _areLines = areLines;
        Lengths = [.. lengths.ToArray().Select(length => (long)length)];
        Dimensions = Lengths.Count;
        while (squeeze && Dimensions > 2 && Lengths[Dimensions - 1] == 1 && Lengths[Dimensions - 2] == 1)
            Dimensions -= 2;
        Rows = Dimensions >= 2 && !areLines ? Lengths[Dimensions - 2] : 1;
        Columns = Dimensions >= 1 ? Lengths[Dimensions - 1] : 1;
        Outer = [.. Lengths.Take(Dimensions - (areLines ? 1 : 2))];
        Count = Outer.Aggregate(1L, (product, length) => product * length);
    }

    /// <summary>All lengths of the tensor.</summary>
    public IReadOnlyList<long> Lengths { get; }

    /// <summary>How many dimensions count: all, or those before planes of a single number.</summary>
    protected int Dimensions { get; }

    /// <summary>The lengths before the last two that count.</summary>
    public IReadOnlyList<long> Outer { get; }

    /// <summary>How many planes: the product of <see cref="Outer"/>.</summary>
    public long Count { get; }

    /// <summary>Rows of a plane.</summary>
    public long Rows { get; }

    /// <summary>Columns of a plane.</summary>
    public long Columns { get; }

    /// <summary>Whether there are no numbers at all.</summary>
    public bool IsEmpty => Count * Rows * Columns == 0;

    /// <summary>The name of the numbers' type in C#.</summary>
    public abstract string TypeName { get; }

    /// <summary>The planes of a tensor, contiguous or not.</summary>
    /// <typeparam name="T">The type of its numbers.</typeparam>
    /// <param name="tensor">The tensor.</param>
    /// <param name="squeeze">Whether planes of a single number, as in (1, 64, 1, 1), are one plane instead.</param>
    public static Planes Of<T>(Tensor<T> tensor, bool squeeze = false)
        where T : unmanaged, INumber<T> => new Typed<T>(tensor, squeeze, areLines: false);

    /// <summary>The planes of a tensor of truth values, 0 and 1.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="squeeze">Whether planes of a single number are one plane instead.</param>
    public static Planes Of(Tensor<bool> tensor, bool squeeze = false)
    {
        var values = new byte[tensor.FlattenedLength];
        int at = 0;
        foreach (bool value in tensor)
            values[at++] = value ? (byte)1 : (byte)0;
        return new Typed<byte>(Tensor.Create(values, tensor.Lengths), squeeze, areLines: false, "bool");
    }

    /// <summary>
    /// The planes of feature maps: of signals (N, C, L) a line each, of images (N, C, H, W) one, of volumes (N, C, D, H, W) one for each
    /// depth.
    /// </summary>
    /// <param name="maps">The maps, with or without a batch.</param>
    /// <param name="dims">Spatial dimensions of a map.</param>
    public static Planes OfMaps(Tensor<float> maps, int dims) => new Typed<float>(maps, squeeze: false, areLines: dims == 1);

    /// <summary>The index of a plane in the dimensions before the last two.</summary>
    /// <param name="plane">The plane.</param>
    public IReadOnlyList<long> IndexOf(long plane)
    {
        var index = new long[Outer.Count];
        for (int d = index.Length - 1; d >= 0; d--)
            (plane, index[d]) = Math.DivRem(plane, Outer[d]);
        return index;
    }

    /// <summary>Copies one row of a plane.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="row">The row.</param>
    /// <param name="destination">As long as a row.</param>
    public abstract void Read(long plane, long row, Span<double> destination);

    /// <summary>Statistics of some planes.</summary>
    /// <param name="first">The first plane.</param>
    /// <param name="count">How many.</param>
    public Statistics Measure(long first, long count)
    {
        var statistics = new Statistics();
        var row = new double[Columns];
        for (long plane = first; plane < first + count; plane++)
        {
            for (long r = 0; r < Rows; r++)
            {
                Read(plane, r, row);
                foreach (double value in row)
                    statistics.Add(value);
            }
        }

        return statistics;
    }

    /// <summary>Statistics of all planes; of evenly many of their rows where they are very large.</summary>
    public Statistics Measure() => Step == 1 ? Measure(0, Count) : Sample();

    /// <summary>Of how many rows one is measured: 1, unless there are more numbers than a second can read.</summary>
    public long Step => Math.Max(1, Numbers / MostMeasured);

    /// <summary>How often values of each part of a range occur, in evenly many of the rows.</summary>
    /// <param name="low">The low end.</param>
    /// <param name="high">The high end.</param>
    /// <param name="bins">How many parts.</param>
    public long[] Histogram(double low, double high, int bins)
    {
        var counts = new long[bins];
        if (!(low < high))
            return counts;
        long step = Math.Max(1, Numbers / MostCounted);
        var row = new double[Columns];
        for (long r = 0; r < Count * Rows; r += step)
        {
            Read(r / Rows, r % Rows, row);
            foreach (double value in row)
            {
                if (double.IsFinite(value))
                    counts[Math.Clamp((int)((value / bins - low / bins) / (high / bins - low / bins) * bins), 0, bins - 1)]++;
            }
        }

        return counts;
    }

    private long Numbers => Count * Rows * Columns;

    private Statistics Sample()
    {
        var statistics = new Statistics();
        var row = new double[Columns];
        for (long r = 0; r < Count * Rows; r += Step)
        {
            Read(r / Rows, r % Rows, row);
            foreach (double value in row)
                statistics.Add(value);
        }

        return statistics;
    }

    /// <summary>A plane reduced to fit: a cell is a block of numbers. One that is not finite never disappears in its block.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="rows">The rows wanted, at most those there are.</param>
    /// <param name="columns">The columns wanted, at most those there are.</param>
    /// <param name="average">
    /// Whether a cell is the mean of its block; else it is the value furthest from zero, since means of signed values cancel.
    /// </param>
    public Cells Reduce(long plane, int rows, int columns, bool average = false)
    {
        var cells = new double[rows * columns];
        var counts = new long[average ? cells.Length : 0];
        var row = new double[Columns];
        for (long r = 0; r < Rows; r++)
        {
            Read(plane, r, row);
            int to = (int)(r * rows / Rows) * columns;
            bool first = r == 0 || r * rows / Rows != (r - 1) * rows / Rows;
            for (long c = 0; c < row.Length; c++)
            {
                int index = to + (int)(c * columns / Columns);
                ref double cell = ref cells[index];
                bool fresh = first && (c == 0 || c * columns / Columns != (c - 1) * columns / Columns);
                if (average && (fresh || double.IsFinite(cell)) && double.IsFinite(row[c]))
                    cell += (row[c] - cell) / ++counts[index];
                else if (fresh || Prominence(row[c]) > Prominence(cell))
                    cell = row[c];
            }
        }

        return new Cells(rows, columns, cells);
    }

    // NaN hides nothing if infinities do not hide it.
    private static double Prominence(double value) => double.IsNaN(value) ? double.PositiveInfinity
        : double.IsInfinity(value) ? double.MaxValue
        : Math.Min(Math.Abs(value), double.MaxValue / 2);

    // C#'s own names.
    private static string NameOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        _ => type.Name,
    };

    private sealed class Typed<T>(Tensor<T> tensor, bool squeeze, bool areLines, string? name = null)
        : Planes(tensor.Lengths, squeeze, areLines)
        where T : unmanaged, INumber<T>
    {
        public override string TypeName => name ?? NameOf(typeof(T));

        public override void Read(long plane, long row, Span<double> destination)
        {
            if (destination.IsEmpty)
                return;
            Span<nint> index = stackalloc nint[Lengths.Count];
            for (int d = Outer.Count - 1; d >= 0; d--)
            {
                (plane, long at) = Math.DivRem(plane, Outer[d]);
                index[d] = (nint)at;
            }

            if (Dimensions >= 2 && !_areLines)
                index[Dimensions - 2] = (nint)row;
            ReadOnlySpan<nint> start = index;
            if (tensor.TryGetSpan(start, destination.Length, out ReadOnlySpan<T> span))
            {
                for (int c = 0; c < destination.Length; c++)
                    destination[c] = double.CreateTruncating(span[c]);
                return;
            }

            for (int c = 0; c < destination.Length; c++)
            {
                index[Dimensions - 1] = c;
                destination[c] = double.CreateTruncating(tensor[index]);
            }
        }
    }
}

/// <summary>Numbers to draw as coloured cells, row by row.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Values">The numbers.</param>
internal sealed record Cells(int Rows, int Columns, double[] Values)
{
    /// <summary>Which cells stand for nothing at all, such as zeros that are not stored; null for none.</summary>
    public bool[]? Absent { get; init; }

    /// <summary>The number in a cell.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    public double this[int row, int column] => Values[row * Columns + column];
}
