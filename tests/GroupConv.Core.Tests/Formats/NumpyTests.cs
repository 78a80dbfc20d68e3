using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Formats;

public sealed class NumpyTests
{
    [Theory]
    [InlineData("<f4", 1)]
    [InlineData(">f4", 2)]
    [InlineData("<f2", 1)]
    [InlineData(">f2", 2)]
    [InlineData("<f8", 3)]
    [InlineData(">f8", 1)]
    [InlineData("|u1", 1)]
    [InlineData("<i4", 1)]
    [InlineData(">i4", 1)]
    [InlineData("<i8", 2)]
    [InlineData(">i8", 1)]
    [InlineData("<u2", 1)]
    [InlineData(">u2", 1)]
    [InlineData("<i2", 1)]
    [InlineData(">i2", 2)]
    [InlineData("<u4", 1)]
    [InlineData(">u4", 1)]
    [InlineData("<u8", 1)]
    [InlineData(">u8", 1)]
    [InlineData("=f4", 1)]
    [InlineData("=i8", 1)]
    public void Every_element_type_order_and_version_is_read(string type, byte version)
    {
        double[] values = [0, 1, 2, 3, 4, 250];
        var c = Read(Npy(type, "(2, 3)", values, version: version));
        Assert.Equal([2, 3], c.Lengths.ToArray());
        Assert.Equal(values.Select(value => (float)value), Tensors.Flat(c));
        var fortran = Read(Npy(type, "(3, 2)", values, fortran: true, version: version));
        Assert.Equal([0, 3, 1, 4, 2, 250], Tensors.Flat(fortran));
    }

    [Fact]
    public void Negative_and_scalar_and_empty_arrays_are_read()
    {
        Assert.Equal([-5f], Tensors.Flat(Read(Npy("<i8", "()", [-5]))));
        Assert.Equal([-1.5f, float.NaN], Tensors.Flat(Read(Npy("<f4", "(2,)", [-1.5, double.NaN]))));
        Assert.Equal([3, 0, 2], Read(Npy("<f4", "(3, 0, 2)", [])).Lengths.ToArray());
    }

    [Theory]
    [InlineData("|b1", 1, 1f)]
    [InlineData("bool", 1, 1f)]
    [InlineData("?", 1, 1f)]
    [InlineData("|i1", 1, -6f)]
    [InlineData("int8", 1, -6f)]
    [InlineData("uint8", 1, 250f)]
    [InlineData("int16", 2, 250f)]
    [InlineData("uint16", 2, 250f)]
    [InlineData("int32", 4, 250f)]
    [InlineData("uint32", 4, 250f)]
    [InlineData("int64", 8, 250f)]
    [InlineData("uint64", 8, 250f)]
    [InlineData("u8", 8, 250f)]
    [InlineData("h", 2, 250f)]
    public void Types_by_name_and_of_one_byte_are_read(string type, int bytes, float expected)
    {
        var element = new byte[bytes];
        element[0] = 250;
        Assert.Equal([expected], Tensors.Flat(Read([.. Npy(type, "(1,)", []), .. element])));
    }

    [Fact]
    public void Python_2_wrote_long_lengths_and_unicode_names()
    {
        byte[] npy = Npy("<f4", "(2L, 1L)", [1, 2]);
        Assert.Equal([2, 1], Read(npy).Lengths.ToArray());
        string header = Encoding.Latin1.GetString(npy, 10, npy.Length - 18);
        string unicode = header.Replace("'descr': '<f4'", "u'descr': u'<f4'", StringComparison.Ordinal)[..header.Length];
        Assert.Equal([1, 2], Tensors.Flat(Read([.. npy[..10], .. Encoding.Latin1.GetBytes(unicode), .. npy[^8..]])));
    }

    [Fact]
    public void What_float32_cannot_keep_is_said_and_float64_keeps_it()
    {
        byte[] large = Npy("<f8", "(3,)", [1e300, 0.1, double.PositiveInfinity]);
        Assert.Equal(["1 of its float64 numbers exceeds float32 and is ±Inf"], SampleFiles.Load(large).Notes);
        Assert.Equal([float.PositiveInfinity, 0.1f, float.PositiveInfinity], Tensors.Flat(SampleFiles.Load(large).Value));
        byte[] whole = Npy("<i8", "(4,)", [16777217, -16777219, 16777216, 33554432]);
        Assert.Equal(["2 of its int64 numbers are rounded to float32"], SampleFiles.Load(whole).Notes);
        Assert.Empty(SampleFiles.Load(Npy("<f8", "(2,)", [0.1, 1e30])).Notes);
        Assert.Equal(["the first array; 2 bytes follow it"], SampleFiles.Load([.. Npy("<f4", "(1,)", [1]), 0, 0]).Notes);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SampleFiles.Npz(CompressionLevel.Optimal, ("a.npy", large)));
            using var file = NpzFile.Open(path);
            var doubles = new double[3];
            file.ReadDouble("a").FlattenTo(doubles);
            Assert.Equal([1e300, 0.1, double.PositiveInfinity], doubles);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Names_with_folders_and_colons_and_twins_are_found()
    {
        byte[] one = Npy("<f4", "(1,)", [1]), two = Npy("<f4", "(1,)", [2]), three = Npy("<f4", "(1,)", [3]);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        try
        {
            (string, byte[])[] entries = [("a:b.npy", one), ("dir/w.npy", two), ("dir/w", three), ("note.txt", [1])];
            File.WriteAllBytes(path, SampleFiles.Npz(CompressionLevel.Optimal, entries));
            using var file = NpzFile.Open(path);
            Assert.Equal(["a:b", "dir/w"], file.Names.Take(2));
            Assert.Equal([1f], Tensors.Flat(TensorFile.Read(path + ":a:b")));
            Assert.Equal([2f], Tensors.Flat(TensorFile.Read(path + ":dir/w")));
            Assert.True(TensorFile.Exists(path + ":none") && TensorFile.Exists(path) && !TensorFile.Exists(path + "2:a"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_entry_with_a_wrong_check_sum_is_an_error()
    {
        byte[] zip = SampleFiles.Npz(CompressionLevel.NoCompression, ("a.npy", Npy("<f4", "(3,)", [1, 2, 3])));
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) - 1] ^= 1;
        Assert.Contains("its check sum is wrong", Assert.Throws<TensorFileException>(() => Read(zip)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<f4", "(2, 3)", 4, "ends early, within its 6 elements")]
    [InlineData("<f4", "(0, 3000000000, 3000000000)", 0, "elements")]
    [InlineData("<c8", "(1,)", 2, "complex numbers \\(type '<c8'\\)")]
    [InlineData("<U3", "(1,)", 3, "text \\(type '<U3'\\)")]
    [InlineData("|O", "(1,)", 3, "Python objects \\(type '|O'\\)")]
    [InlineData("<f16", "(1,)", 3, "extended floating point")]
    [InlineData("|V2", "(1,)", 3, "perhaps bfloat16")]
    [InlineData("<M8[ns]", "(1,)", 3, "times")]
    [InlineData("<q9", "(1,)", 3, "elements of type '<q9'")]
    [InlineData("<f4", "(1000000000000, 1000000000000)", 1, "elements")]
    [InlineData("<f4", "(2000000000,)", 1, "is only")]
    [InlineData("<f4", "(99999999999999999999,)", 1, "header")]
    [InlineData("<f4", "(-3,)", 1, "header")]
    [InlineData("<f4", "(1", 1, "header")]
    [InlineData("<f4", "[1]", 1, "header")]
    public void Damaged_and_hostile_headers_are_refused(string type, string shape, int elements, string part)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<TensorFileException>(() => Read(Npy(type, shape, new double[elements])));
        Assert.Matches(part, error.Message);
        Assert.StartsWith("stream: ", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5_000_000);
    }

    [Fact]
    public void Any_cut_or_flipped_byte_gives_an_array_or_the_one_kind_of_error()
    {
        var whole = Npy("<f4", "(2, 3)", [1, 2, 3, 4, 5, 6]);
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<TensorFileException>(() => Read(whole[..length]));
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte flip in new byte[] { 1, 0x20, 0xFF })
            {
                var changed = (byte[])whole.Clone();
                changed[at] ^= flip;
                try
                {
                    Read(changed);
                }
                catch (TensorFileException)
                {
                    // The one kind there should be.
                }
            }
        }
    }

    [Fact]
    public void An_archive_gives_its_arrays_by_name()
    {
        string path = Path.Combine(Vectors.Folder, "cases", "000-2d-g2-exact.npz");
        using var file = NpzFile.Open(path);
        Assert.Contains("weight", file.Names);
        Assert.Equal([32, 6, 5, 5], file.Read("weight").Lengths.ToArray());
        var none = Assert.Throws<TensorFileException>(() => file.Read("z"));
        Assert.Contains("There is no array named 'z'. It holds ", none.Message, StringComparison.Ordinal);
        var many = Assert.Throws<TensorFileException>(() => TensorFile.Read(path));
        Assert.Contains("holds 8 arrays", many.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_one_array_is_a_tensor_file_and_one_that_lies_is_refused()
    {
        var honest = Npz(("a", Npy("<f4", "(3,)", [1, 2, 3])));
        Assert.Equal([1, 2, 3], Tensors.Flat(Read(honest)));
        Assert.Throws<TensorFileException>(() => Read(Npz(("a", Npy("<f4", "(300000000,)", [1, 2, 3])))));
        Assert.Throws<TensorFileException>(() => Read(honest[..^30]));
        // The size of the entry, in the central directory and in the local header, made 4 GB.
        var bomb = (byte[])honest.Clone();
        int directory = bomb.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(directory + 24), 0xFFFFFFF0);
        BinaryPrimitives.WriteUInt32LittleEndian(bomb.AsSpan(22), 0xFFFFFFF0);
        Assert.Throws<TensorFileException>(() => Read(bomb));
    }

    private static System.Numerics.Tensors.Tensor<float> Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return TensorFile.Read(stream);
    }

    private static byte[] Npz(params (string Name, byte[] Npy)[] arrays)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] npy) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(npy);
            }
        }

        return file.ToArray();
    }

    private static byte[] Npy(string type, string shape, double[] values, bool fortran = false, byte version = 1)
    {
        string order = fortran ? "True" : "False";
        string header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}".PadRight(100) + "\n";
        using var file = new MemoryStream();
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0]);
        var length = new byte[version == 1 ? 2 : 4];
        length[0] = (byte)header.Length;
        file.Write(length);
        file.Write(Encoding.Latin1.GetBytes(header));
        foreach (double value in values)
        {
            byte[] bytes = type[1..] switch
            {
                "u1" => [(byte)value],
                "i2" => BitConverter.GetBytes((short)value),
                "u2" => BitConverter.GetBytes((ushort)value),
                "u4" => BitConverter.GetBytes((uint)value),
                "u8" => BitConverter.GetBytes((ulong)value),
                "f2" => BitConverter.GetBytes((Half)value),
                "f4" => BitConverter.GetBytes((float)value),
                "i4" => BitConverter.GetBytes((int)value),
                "i8" => BitConverter.GetBytes((long)value),
                _ => BitConverter.GetBytes(value),
            };
            if (type[0] == '>')
                Array.Reverse(bytes);
            file.Write(bytes);
        }

        return file.ToArray();
    }
}
