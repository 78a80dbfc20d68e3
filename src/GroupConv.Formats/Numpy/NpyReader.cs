using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Core.Specs;

namespace GroupConv.Formats.Numpy;

/// <summary>Reads the array of an <c>.npy</c> stream as float32 in C order.</summary>
internal static class NpyReader
{
    private const int ChunkElements = 1 << 14;

    /// <summary>Reads one array.</summary>
    /// <param name="stream">The array from its first byte.</param>
    /// <param name="mostBytes">How many bytes the stream can hold at most: a header that claims more is refused before memory is taken.</param>
    /// <param name="file">Its name, for messages.</param>
    public static Tensor<float> Read(Stream stream, long mostBytes, string file)
    {
        var header = NpyHeader.Read(stream, file);
        long count = CountedElements(header, mostBytes, file);
        var values = GC.AllocateUninitializedArray<float>((int)count);
        var buffer = new byte[Math.Min(ChunkElements, Math.Max(1, count)) * header.ElementBytes];
        for (int done = 0; done < values.Length;)
        {
            int now = Math.Min(ChunkElements, values.Length - done);
            var bytes = buffer.AsSpan(0, now * header.ElementBytes);
            NpyHeader.Fill(stream, bytes, file);
            Convert(bytes, header, values.AsSpan(done, now));
            done += now;
        }

        nint[] lengths = header.Shape.Count == 0 ? [1] : [.. header.Shape.Select(length => (nint)length)];
        return Tensor.Create(header.IsFortranOrder ? ToRowMajor(values, lengths) : values, lengths);
    }

    private static long CountedElements(NpyHeader header, long mostBytes, string file)
    {
        double count = 1;
        foreach (long length in header.Shape)
            count *= length;
        TensorShape shape = [.. header.Shape];
        if (count > Array.MaxLength)
        {
            throw new TensorFileException(
                file,
                string.Create(CultureInfo.InvariantCulture, $"The array {shape} has {count:0} elements."),
                string.Create(CultureInfo.InvariantCulture, $"At most {Array.MaxLength} are read."));
        }

        if (count * header.ElementBytes > mostBytes)
        {
            throw NpyHeader.Damaged(
                file,
                string.Create(CultureInfo.InvariantCulture, $"says that it holds {shape}, {count * header.ElementBytes:0} bytes, but is only {mostBytes} bytes long"));
        }

        return (long)count;
    }

    private static void Convert(ReadOnlySpan<byte> bytes, NpyHeader header, Span<float> values)
    {
        bool swap = header.IsBigEndian == BitConverter.IsLittleEndian;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = header.Type switch
            {
                "u1" => bytes[i],
                "f2" => (float)BitConverter.UInt16BitsToHalf(HalfWord(bytes, i, swap)),
                "f4" => BitConverter.UInt32BitsToSingle(Word(bytes, i, swap)),
                "i4" => (int)Word(bytes, i, swap),
                "f8" => (float)BitConverter.UInt64BitsToDouble(DoubleWord(bytes, i, swap)),
                _ => (long)DoubleWord(bytes, i, swap),
            };
        }
    }

    private static ushort HalfWord(ReadOnlySpan<byte> bytes, int index, bool swap)
    {
        ushort word = MemoryMarshal.Read<ushort>(bytes[(2 * index)..]);
        return swap ? BinaryPrimitives.ReverseEndianness(word) : word;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int index, bool swap)
    {
        uint word = MemoryMarshal.Read<uint>(bytes[(4 * index)..]);
        return swap ? BinaryPrimitives.ReverseEndianness(word) : word;
    }

    private static ulong DoubleWord(ReadOnlySpan<byte> bytes, int index, bool swap)
    {
        ulong word = MemoryMarshal.Read<ulong>(bytes[(8 * index)..]);
        return swap ? BinaryPrimitives.ReverseEndianness(word) : word;
    }

    private static float[] ToRowMajor(float[] columnMajor, nint[] lengths)
    {
        var rowMajor = new float[columnMajor.Length];
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
