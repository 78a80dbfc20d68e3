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
                throw TooLarge(file, string.Create(CultureInfo.InvariantCulture, $"more than {MostBytes} bytes"));
            copy.Write(chunk, 0, read);
        }

        copy.Position = 0;
        return copy;
    }

    /// <summary>A whole seekable stream as an array.</summary>
    public static byte[] ReadAll(Stream stream, string file)
    {
        if (stream.Length > MostBytes)
            throw TooLarge(file, string.Create(CultureInfo.InvariantCulture, $"{stream.Length} bytes"));
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Refuses what this machine has no memory for, before any is taken.</summary>
    /// <param name="bytes">The memory that reading takes; a double, so that it cannot wrap.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="TensorFileException">The machine has less.</exception>
    public static void RequireMemory(double bytes, string file)
    {
        const double small = 1 << 20;
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes <= small || bytes <= available)
            return;
        string problem = string.Create(
            CultureInfo.InvariantCulture,
            $"Reading the file takes {bytes / 1e9:0.#} GB of memory; this machine has {available / 1e9:0.#} GB.");
        throw new TensorFileException(file, problem, "Save a part of it.");
    }

    private static TensorFileException TooLarge(string file, string size) => new(
        file,
        $"The file has {size}.",
        string.Create(CultureInfo.InvariantCulture, $"At most {MostBytes} bytes are read."));
}
