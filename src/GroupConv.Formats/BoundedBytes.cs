using System.Globalization;

namespace GroupConv.Formats;

/// <summary>Reads untrusted data. Memory is allocated for the bytes that are present, never for the size that a header claims.</summary>
internal static class BoundedBytes
{
    /// <summary>Maximum bytes of an image file, or of a stream that cannot seek.</summary>
    public const int MostBytes = 256 << 20;

    /// <summary>Reads the rest of a stream into memory.</summary>
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

    /// <summary>Reads a whole seekable stream into an array.</summary>
    public static byte[] ReadAll(Stream stream, string file)
    {
        if (stream.Length > MostBytes)
            throw TooLarge(file, string.Create(CultureInfo.InvariantCulture, $"{stream.Length} bytes"));
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Throws if reading would exceed this machine's memory, before any is allocated.</summary>
    /// <param name="bytes">The memory that reading needs; a double, so that it cannot overflow.</param>
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
