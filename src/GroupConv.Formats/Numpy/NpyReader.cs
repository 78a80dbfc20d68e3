using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Core.Specs;

namespace GroupConv.Formats.Numpy;

/// <summary>Reads the array of an <c>.npy</c> stream in C order, as float32 or float64.</summary>
internal static class NpyReader
{
    private const int ChunkElements = 1 << 14;

    /// <summary>Reads one array.</summary>
    /// <param name="stream">The array from its first byte.</param>
    /// <param name="mostBytes">Maximum bytes of the stream: a header that claims more is rejected.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="notes">Receives a note if the conversion to <typeparamref name="T"/> changed values.</param>
    public static Tensor<T> Read<T>(Stream stream, long mostBytes, string file, ICollection<string> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var header = NpyHeader.Read(stream, file);
        int count = CountedElements(header, mostBytes, file);
        BoundedBytes.RequireMemory((double)count * Marshal.SizeOf<T>() * (header.IsFortranOrder ? 2 : 1), file);
        var values = new T[count];
        var buffer = new byte[Math.Min(ChunkElements, Math.Max(1, count)) * header.Element.Bytes];
        long changed = 0;
        for (int done = 0; done < values.Length;)
        {
            int now = Math.Min(ChunkElements, values.Length - done);
            var bytes = buffer.AsSpan(0, now * header.Element.Bytes);
            NpyHeader.Fill(stream, bytes, file, string.Create(CultureInfo.InvariantCulture, $"within its {count} elements"));
            changed += Convert(bytes, header, values.AsSpan(done, now));
            done += now;
        }

        if (changed > 0)
            notes.Add(Changed<T>(changed, header));
        nint[] lengths = header.Shape.Count == 0 ? [1] : [.. header.Shape.Select(length => (nint)length)];
        return Tensor.Create(header.IsFortranOrder ? ToRowMajor(values, lengths) : values, lengths);
    }

    private static int CountedElements(NpyHeader header, long mostBytes, string file)
    {
        // A length of 0 makes the array empty, but the other lengths must still be valid for a tensor.
        double count = 1, most = 1;
        foreach (long length in header.Shape)
        {
            count *= length;
            most *= Math.Max(1, length);
        }

        TensorShape shape = [.. header.Shape];
        if (most > Array.MaxLength)
        {
            throw new TensorFileException(
                file,
                string.Create(CultureInfo.InvariantCulture, $"The array {shape} has {most:0} elements."),
                string.Create(CultureInfo.InvariantCulture, $"At most {Array.MaxLength} are read."));
        }

        double bytes = count * header.Element.Bytes;
        if (bytes > mostBytes)
        {
            string claim = string.Create(
                CultureInfo.InvariantCulture,
                $"ends early: {shape} of {header.Element.Name} takes {bytes:0} bytes, and the whole file is only {mostBytes} bytes long");
            throw NpyHeader.Damaged(file, claim);
        }

        return (int)count;
    }

    /// <summary>Converts a piece of the array.</summary>
    /// <returns>The number of changed values: integers that were rounded, finite values that became infinite.</returns>
    private static long Convert<T>(Span<byte> bytes, NpyHeader header, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (header.IsBigEndian == BitConverter.IsLittleEndian)
            Reverse(bytes, header.Element.Bytes);
        return (header.Element.Kind, header.Element.Bytes) switch
        {
            ('b', _) => Booleans(bytes, values),
            ('i', 1) => Exact<sbyte, T>(bytes, values),
            ('i', 2) => Exact<short, T>(bytes, values),
            ('i', 4) => Whole<int, T>(bytes, values),
            ('i', _) => Whole<long, T>(bytes, values),
            ('u', 1) => Exact<byte, T>(bytes, values),
            ('u', 2) => Exact<ushort, T>(bytes, values),
            ('u', 4) => Whole<uint, T>(bytes, values),
            ('u', _) => Whole<ulong, T>(bytes, values),
            ('f', 2) => Exact<Half, T>(bytes, values),
            ('f', 4) => Exact<float, T>(bytes, values),
            _ => Doubles(bytes, values),
        };
    }

    private static void Reverse(Span<byte> bytes, int elementBytes)
    {
        if (elementBytes == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
        else if (elementBytes == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else if (elementBytes == 8)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }

    private static long Booleans<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : INumberBase<T>
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = bytes[i] == 0 ? T.Zero : T.One;
        return 0;
    }

    private static long Exact<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : INumberBase<T>
    {
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, TFrom>(bytes), values);
        return 0;
    }

    private static long Whole<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where TFrom : unmanaged, IBinaryInteger<TFrom>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Exact<TFrom, T>(bytes, values);
        // All integers up to 2^24 are exact in float32, up to 2^53 in float64; above, only those with enough trailing zero bits.
        var most = TFrom.CreateSaturating(1L << (typeof(T) == typeof(float) ? 24 : 53));
        var least = TFrom.CreateSaturating(-(1L << (typeof(T) == typeof(float) ? 24 : 53)));
        long changed = 0;
        var whole = MemoryMarshal.Cast<byte, TFrom>(bytes);
        for (int i = 0; i < values.Length; i++)
        {
            bool kept = (whole[i] >= least && whole[i] <= most) || Int128.CreateSaturating(values[i]) == Int128.CreateTruncating(whole[i]);
            changed += kept ? 0 : 1;
        }

        return changed;
    }

    private static long Doubles<T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Exact<double, T>(bytes, values);
        long changed = 0;
        var doubles = MemoryMarshal.Cast<byte, double>(bytes);
        for (int i = 0; i < values.Length; i++)
            changed += T.IsInfinity(values[i]) && double.IsFinite(doubles[i]) ? 1 : 0;
        return changed;
    }

    private static string Changed<T>(long changed, NpyHeader header)
    {
        string to = typeof(T) == typeof(float) ? "float32" : "float64";
        return header.Element.Kind == 'f'
            ? string.Create(CultureInfo.InvariantCulture,
                $"{changed} of its {header.Element.Name} numbers {(changed == 1 ? "exceeds" : "exceed")} {to} and {(changed == 1 ? "is" : "are")} ±Inf")
            : string.Create(CultureInfo.InvariantCulture,
                $"{changed} of its {header.Element.Name} numbers {(changed == 1 ? "is" : "are")} rounded to {to}");
    }

    private static T[] ToRowMajor<T>(T[] columnMajor, nint[] lengths)
    {
        var rowMajor = new T[columnMajor.Length];
        var index = new nint[lengths.Length];
        for (int to = 0; to < rowMajor.Length; to++)
        {
            nint from = 0;
            for (int d = lengths.Length - 1; d >= 0; d--)
                from = from * lengths[d] + index[d];
            rowMajor[to] = columnMajor[from];
            for (int d = lengths.Length - 1; d >= 0 && ++index[d] == lengths[d]; d--)
                index[d] = 0;
        }

        return rowMajor;
    }
}
