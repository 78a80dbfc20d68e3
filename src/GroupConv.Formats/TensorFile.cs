using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using GroupConv.Formats.Images;
using GroupConv.Formats.Numpy;

namespace GroupConv.Formats;

/// <summary>Reads a tensor from a file of any supported format.</summary>
/// <remarks>
/// NumPy's <c>.npy</c> keeps its shape. An <c>.npz</c> that holds more than one array is read with the array's name after a colon, as in
/// <c>weights.npz:conv1</c>. Images become float32 (1, C, H, W) in [0, 1] with C = 1 for grey and C = 3 (red, green, blue) for colour. They
/// are rotated by their EXIF orientation, alpha is dropped, 16-bit samples keep their precision, and only the first frame of an animation
/// is read. The format is recognised by the content, not by the extension.
/// </remarks>
public static class TensorFile
{
    /// <summary>Bytes at the start of a file that formats are recognised by; enough for all signatures.</summary>
    internal const int HeadBytes = 512;

    private const int ShownBytes = 16;

    // The first row that recognises a file reads it. TGA is last, because its files have no signature.
    private static readonly ITensorFormat[] s_formats =
    [
        new NpyFormat(),
        new NpzFormat(),
        new PngFormat(),
        new JpegFormat(),
        new WebpFormat(),
        new CodecFormat("BMP", ".bmp", "BM"u8.ToArray()),
        new CodecFormat("GIF", ".gif", "GIF87a"u8.ToArray(), "GIF89a"u8.ToArray()),
        new NetpbmFormat(),
        new ForeignFormats(),
        new TgaFormat(),
    ];

    /// <summary>The extensions of all supported formats, with the dot, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. s_formats.SelectMany(format => format.Extensions)];

    internal static string Accepted { get; } = $"Readable are {string.Join(", ", Extensions)}.";

    /// <summary>Reads the tensor of a file.</summary>
    /// <param name="path">The file; of an <c>.npz</c> also <c>file.npz:array</c>.</param>
    /// <exception cref="TensorFileException">The file is missing, damaged, too large, or of no known format.</exception>
    public static Tensor<float> Read(string path) => Load(path).Value;

    /// <summary>Reads the tensor of a stream.</summary>
    /// <param name="stream">The file from here to its end; left open.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="TensorFileException">The content is damaged, too large, or of no known format.</exception>
    public static Tensor<float> Read(Stream stream, string file = "stream") => Load(stream, file).Value;

    /// <summary>Whether a text names a file: a path, or the path of an <c>.npz</c>, a colon and the name of an array.</summary>
    /// <param name="path">The text.</param>
    public static bool Exists(string path) => File.Exists(path) || Split(path).Array is not null;

    /// <summary>Reads the tensor of a file, with notes on how that changed its values.</summary>
    /// <param name="path">The file; of an <c>.npz</c> also <c>file.npz:array</c>.</param>
    /// <exception cref="TensorFileException">The file is missing, damaged, too large, or of no known format.</exception>
    public static LoadedTensor Load(string path)
    {
        try
        {
            (string file, string? array) = Split(path);
            using var stream = Open(file);
            if (array is null)
                return Load(stream, file);
            if (!new NpzFormat().Recognises(Head(stream)))
            {
                string problem = $"The file has no array '{array}': only .npz files hold named arrays.";
                throw new TensorFileException(file, problem, $"Read all of it: {file}");
            }

            using var archive = new NpzFile(stream, file);
            return archive.Load(array);
        }
        catch (IOException failure)
        {
            throw new TensorFileException(path, $"The file cannot be read: {failure.Message}", Accepted, failure);
        }
    }

    /// <summary>Reads the tensor of a stream, with notes on how that changed its values.</summary>
    /// <param name="stream">The file from here to its end; left open.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="TensorFileException">The content is damaged, too large, or of no known format.</exception>
    public static LoadedTensor Load(Stream stream, string file = "stream")
    {
        if (!stream.CanSeek || stream.Position != 0)
        {
            using var copy = BoundedBytes.Copy(stream, file);
            return Load(copy, file);
        }

        var head = Head(stream);
        foreach (var format in s_formats)
        {
            if (format.Recognises(head))
                return format.Read(stream, file);
        }

        throw new TensorFileException(file, head.Length == 0 ? "The file is empty." : Unknown(head), Accepted);
    }

    internal static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            string reason = Directory.Exists(path) ? "This is a directory." : "There is no such file.";
            throw new TensorFileException(path, reason, Accepted, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "This is a directory." : $"The file cannot be opened: {failure.Message}";
            throw new TensorFileException(path, reason, Accepted, failure);
        }
    }

    /// <summary>Splits <c>file:array</c> at the first colon that follows the name of an existing file.</summary>
    private static (string Path, string? Array) Split(string path)
    {
        if (File.Exists(path))
            return (path, null);
        for (int colon = path.IndexOf(':', StringComparison.Ordinal); colon > 0; colon = path.IndexOf(':', colon + 1))
        {
            if (colon + 1 < path.Length && File.Exists(path[..colon]))
                return (path[..colon], path[(colon + 1)..]);
        }

        return (path, null);
    }

    private static ReadOnlySpan<byte> Head(Stream stream)
    {
        var head = new byte[HeadBytes];
        int read = stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
        stream.Position = 0;
        return head.AsSpan(0, read);
    }

    private static string Unknown(ReadOnlySpan<byte> head)
    {
        var start = head[..Math.Min(ShownBytes, head.Length)];
        if (start.ContainsAnyExcept("\t\r\n"u8) && !IsText(start))
            return $"The file begins with the bytes {Convert.ToHexString(start)}, which no known format does.";
        string line = Encoding.ASCII.GetString(start).Split('\r', '\n')[0];
        string hint = !IsText(head) ? ""
            : line.StartsWith('{') || line.StartsWith('[') ? " JSON: np.save('x.npy', np.array(json.load(open('x.json')), 'float32'))."
            : " A table of numbers: np.save('x.npy', np.loadtxt('x.csv', delimiter=',', dtype='float32')).";
        return $"The file begins with the text \"{line}\", which no known format does.{hint}";
    }

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte letter in bytes)
        {
            if (letter is not ((>= (byte)' ' and <= (byte)'~') or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }

        return true;
    }
}
