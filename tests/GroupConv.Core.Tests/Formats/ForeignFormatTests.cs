using System.IO.Compression;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Formats;

/// <summary>Formats that are not read are told by name, from their first bytes alone.</summary>
public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("49492A0008000000", "a TIFF image")]
    [InlineData("4D4D002A00000008", "a TIFF image")]
    [InlineData("49492B0008000000", "a BigTIFF image")]
    [InlineData("50460A3120310A2D312E300A", "a PFM image")]
    [InlineData("0000001C6674797061766966", "an AVIF image")]
    [InlineData("000000186674797068656963", "a HEIC image")]
    [InlineData("00000018667479706D696631", "a HEIF or MP4 file")]
    [InlineData("0000001866747970717420", "an MP4 or QuickTime film")]
    [InlineData("0000000C6A502020", "a JPEG 2000 image")]
    [InlineData("FF0A0000", "a JPEG XL image")]
    [InlineData("38425053", "a Photoshop document")]
    [InlineData("762F3101", "an OpenEXR image")]
    [InlineData("89484446 0D0A1A0A", "an HDF5 file (h5py, Keras, MATLAB)")]
    [InlineData("80028A0A6CFC9C46F9206AA85019", "a PyTorch file (torch.save before 1.6)")]
    [InlineData("8004952A00000000", "a Python pickle")]
    [InlineData("40000000000000007B22", "a safetensors file")]
    [InlineData("08081207", "an ONNX model")]
    [InlineData("1F8B0800", "a gzip archive")]
    [InlineData("25504446", "a PDF document")]
    [InlineData("3C21444F43545950452068746D6C3E", "a web page, perhaps of a failed download")]
    [InlineData("76657273696F6E2068747470733A2F2F6769742D6C6673", "a Git LFS pointer, not the file itself")]
    [InlineData("524946460000000057415645", "a WAV sound")]
    public void A_file_is_told_by_its_first_bytes(string head, string what)
    {
        byte[] bytes = [.. Convert.FromHexString(head.Replace(" ", "", StringComparison.Ordinal)), .. new byte[600]];
        var error = Assert.Throws<TensorFileException>(() => SampleFiles.Load(bytes));
        Assert.Equal($"This is {what}, which is not read.", error.Problem);
        Assert.StartsWith($"Readable are {string.Join(", ", TensorFile.Extensions)}. ", error.Accepted, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cure_names_the_file_that_was_given()
    {
        using var stream = new MemoryStream([.. "II*\0"u8, .. new byte[40]]);
        var error = Assert.Throws<TensorFileException>(() => TensorFile.Read(stream, "cells/scan 3.tif"));
        Assert.EndsWith(
            "In Python: Image.open('cells/scan 3.tif').convert('RGB').save('cells/scan 3.png'). "
                + "16 bits: np.save('cells/scan 3.npy', tifffile.imread('cells/scan 3.tif')).",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("This is a Keras model, which is not read.", "config.json", "model.weights.h5")]
    [InlineData("This is a TorchScript model of PyTorch, which is not read.", "m/data.pkl", "m/constants.pkl")]
    [InlineData("This is an Office document without NumPy arrays: it holds [Content_Types].xml.", "[Content_Types].xml")]
    [InlineData("This is a ZIP archive without NumPy arrays: it holds a, b, c, d, e and more.", "a", "b", "c", "d", "e", "f")]
    [InlineData("The ZIP archive is empty.")]
    public void An_archive_without_arrays_is_told_by_its_entries(string problem, params string[] entries)
    {
        byte[] text = "text that is no array"u8.ToArray();
        byte[] zip = SampleFiles.Npz(CompressionLevel.NoCompression, [.. entries.Select(name => (name, text))]);
        Assert.Equal(problem, Assert.Throws<TensorFileException>(() => SampleFiles.Load(zip)).Problem);
    }

    [Fact]
    public void Text_and_unknown_bytes_are_shown()
    {
        Assert.Contains("begins with the text \"hello\", which", Message("hello"u8.ToArray()), StringComparison.Ordinal);
        string table = Message("1,2,3\n4,5,6\n"u8.ToArray());
        Assert.Contains("begins with the text \"1,2,3\", which no known format does. A table of numbers: ", table,
            StringComparison.Ordinal);
        Assert.Contains("begins with the bytes 68650001, which", Message([0x68, 0x65, 0, 1]), StringComparison.Ordinal);
    }

    private static string Message(byte[] bytes) => Assert.Throws<TensorFileException>(() => SampleFiles.Load(bytes)).Message;
}
