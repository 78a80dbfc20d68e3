using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using GroupConv.Formats.Images;
using GroupConv.Formats.Numpy;

namespace GroupConv.Formats;

/// <summary>Reads a tensor from a file of any format that GroupConv knows.</summary>
/// <remarks>
/// NumPy's <c>.npy</c> keeps its shape. Images become float32 (1, C, H, W) in [0, 1] with C = 1 for grey and C = 3 (red, green, blue) for
/// colour; alpha is dropped, 16-bit samples are read at 8 bits, and of an animated GIF the first frame is read. An <c>.npz</c> must hold one
/// array; where it holds more, <see cref="NpzFile"/> picks one by name. The content decides what a file is, not its extension.
/// </remarks>
public static class TensorFile
{
    internal const int HeadBytes = 16;

    // The first row that recognises a file reads it. TGA stands last: its files begin with no mark of their own.
    private static readonly ITensorFormat[] s_formats =
    [
        new NpyFormat(),
        new NpzFormat(),
        new PngFormat(),
        new JpegFormat(),
        new BmpFormat(),
        new GifFormat(),
        new TgaFormat(),
    ];

    /// <summary>The extensions of the files that can be read, with the dot, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. s_formats.SelectMany(format => format.Extensions)];

    /// <summary>Reads the tensor of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TensorFileException">The file is missing, damaged, too large, or of no known format.</exception>
    public static Tensor<float> Read(string path)
    {
        using var stream = Open(path);
        try
        {
            return Read(stream, path);
        }
        catch (IOException failure)
        {
            throw new TensorFileException(path, string.Create(CultureInfo.InvariantCulture, $"The file cannot be read: {failure.Message}"), Accepted, failure);
        }
    }

    /// <summary>Reads the tensor of a stream.</summary>
    /// <param name="stream">The file from here to its end; left open.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="TensorFileException">The content is damaged, too large, or of no known format.</exception>
    public static Tensor<float> Read(Stream stream, string file = "stream")
    {
        if (!stream.CanSeek || stream.Position != 0)
        {
            using var copy = BoundedBytes.Copy(stream, file);
            return Read(copy, file);
        }

        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
        stream.Position = 0;
        foreach (var format in s_formats)
        {
            if (format.Recognises(head))
                return format.Read(stream, file);
        }

        throw new TensorFileException(file, head.Length == 0 ? "The file is empty." : $"The file begins with {Begin(head)}, which no known format does.", Accepted);
    }

    internal static string Accepted { get; } = $"Readable are {string.Join(", ", Extensions)}.";

    private static string Begin(ReadOnlySpan<byte> head) => head.ContainsAnyExceptInRange((byte)' ', (byte)'~')
        ? $"the bytes {Convert.ToHexString(head)}"
        : $"the text \"{Encoding.ASCII.GetString(head)}\"";

    internal static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TensorFileException(path, Directory.Exists(path) ? "This is a directory." : "There is no such file.", Accepted, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "This is a directory." : string.Create(CultureInfo.InvariantCulture, $"The file cannot be opened: {failure.Message}");
            throw new TensorFileException(path, reason, Accepted, failure);
        }
    }
}
