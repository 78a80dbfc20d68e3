using GroupConv.Core.Tests.Support;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Formats;

/// <summary>The files of <c>tests/data/files</c>, each once read wrongly or refused wrongly, with what is right.</summary>
public sealed class PeoplesFilesTests
{
    [Theory]
    [InlineData("float32name.npy")]
    [InlineData("nobyteorder.npy")]
    [InlineData("py2long.npy")]
    public void Headers_of_other_writers_are_read(string name)
    {
        var x = Load(name).Value;
        Assert.Equal([3, 4], x.Lengths.ToArray());
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), Tensors.Flat(x));
    }

    [Theory]
    [InlineData("bool.npy", 1f, 1f, 1f, 0f)]
    [InlineData("i2.npy", 17f, 41f, 16f, 65f)]
    [InlineData("u2.npy", 17f, 41f, 16f, 65f)]
    public void Arrays_of_bool_and_16_bits_are_read(string name, params float[] first)
    {
        var loaded = Load(name);
        Assert.Equal([2, 3, 5, 7], loaded.Value.Lengths.ToArray());
        Assert.Equal(first, Tensors.Flat(loaded.Value)[..4]);
        Assert.Empty(loaded.Notes);
    }

    [Theory]
    [InlineData("noext.npz")]
    [InlineData("macosx.npz")]
    [InlineData("two.npz:x")]
    public void One_array_of_an_archive_is_read(string name)
    {
        var x = Load(name).Value;
        Assert.Equal([2, 3, 5, 7], x.Lengths.ToArray());
        Assert.Equal([0x3EB0F069u, 0x3F525591u, 0x3EA92F0Cu], Tensors.Flat(x)[..3].Select(BitConverter.SingleToUInt32Bits));
    }

    [Theory]
    [InlineData("two.npz", "The .npz file holds 2 arrays: x, y. Name one after a colon: ", "two.npz:x")]
    [InlineData("two.npz:z", "There is no array named 'z'. It holds x, y.", "")]
    [InlineData("bz2.npz", "The entry is compressed with bzip2. Stored and deflated entries are read. Try: np.savez_", "bz2.npz'")]
    [InlineData("lzma.npz", "The entry is compressed with lzma.", "lzma.npz'")]
    [InlineData("t.pt", "This is a PyTorch file (torch.save), which is not read. In Python, a tensor: np.save('", "t.npy', torch.load('")]
    [InlineData("sd.pth", "This is a PyTorch file (torch.save), which is not read.", "A state_dict: np.savez('")]
    [InlineData("cut50.bmp", "The BMP image ends early: the file is cut off. Copy or download the whole file again.", "")]
    [InlineData("cut50.gif", "The GIF image ends early", "")]
    [InlineData("prog_noeoi.jpg", "The JPEG image ends early: the file is cut off.", "")]
    [InlineData("cut50.tga", "The TGA image ends early", "")]
    [InlineData("i2.npy:x", "The file has no array 'x': only .npz files hold named arrays.", "i2.npy")]
    public void What_is_not_read_is_told_with_a_cure(string name, string part, string cure)
    {
        string message = Assert.Throws<TensorFileException>(() => Load(name)).Message;
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains(cure, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_bits_keep_sixteen_bits()
    {
        var x = Load("dark16.png").Value;
        Assert.Equal([1, 1, 64, 64], x.Lengths.ToArray());
        Assert.Equal([200 / 65535f, 250 / 65535f], Tensors.Flat(x).Distinct().Order());
    }

    [Fact]
    public void A_picture_is_turned_as_its_camera_was_held_and_that_is_said()
    {
        var loaded = Load("exif6.jpg");
        Assert.Equal([1, 3, 56, 40], loaded.Value.Lengths.ToArray());
        Assert.Equal(["turned upright (EXIF orientation 6)"], loaded.Notes);
    }

    [Theory]
    [InlineData("topdown.bmp")]
    [InlineData("x.ppm")]
    [InlineData("x.webp")]
    public void One_picture_in_three_formats_has_the_same_pixels(string name)
    {
        var x = Load(name).Value;
        Assert.Equal([1, 3, 9, 13], x.Lengths.ToArray());
        byte[] ppm = SampleFiles.Stored("x.ppm")[12..];
        Assert.Equal(Enumerable.Range(0, 351).Select(i => ppm[i % 117 * 3 + i / 117] / 255f), Tensors.Flat(x));
    }

    private static LoadedTensor Load(string name) => TensorFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "files", name));
}
