using System.Globalization;

namespace GroupConv.Formats;

/// <summary>Reads of outside data whose memory follows what is really there, never what a header claims.</summary>
internal static class BoundedBytes
{
    /// <summary>The most bytes of one image file or one stream that cannot seek.</summary>
    public const int MostBytes = 256 << 20;

    /// <summary>The rest of a stream, in memory.</summary>
    public static MemoryStream Copy(Stream stream, string file)
    {
        var copy = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            if (copy.Length + read > MostBytes)
                throw TooLarge(file, "more than");
            copy.Write(chunk, 0, read);
        }

        copy.Position = 0;
        return copy;
    }

    /// <summary>A whole seekable stream as an array.</summary>
    public static byte[] ReadAll(Stream stream, string file)
    {
        if (stream.Length > MostBytes)
            throw TooLarge(file, string.Create(CultureInfo.InvariantCulture, $"{stream.Length} bytes, more than"));
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static TensorFileException TooLarge(string file, string size) => new(
        file,
        string.Create(CultureInfo.InvariantCulture, $"The file has {size} {MostBytes} bytes."),
        string.Create(CultureInfo.InvariantCulture, $"At most {MostBytes} bytes are read."));
}
