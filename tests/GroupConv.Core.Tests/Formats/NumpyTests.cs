using System.Buffers.Binary;
using System.Globalization;
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
    [InlineData("<f4", "(2, 3)", 4, "ends too early|is only")]
    [InlineData("<c8", "(1,)", 2, "type '<c8'")]
    [InlineData("<U3", "(1,)", 3, "type '<U3'")]
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
        Assert.Contains("There is no array named 'z'. It holds ", Assert.Throws<TensorFileException>(() => file.Read("z")).Message, StringComparison.Ordinal);
        Assert.Contains("holds 8 arrays", Assert.Throws<TensorFileException>(() => TensorFile.Read(path)).Message, StringComparison.Ordinal);
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
        string header = string.Create(CultureInfo.InvariantCulture, $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}").PadRight(100) + "\n";
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
