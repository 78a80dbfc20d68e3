using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using GroupConv.Formats.Numpy;

namespace GroupConv.Formats;

/// <summary>NumPy's <c>.npz</c>: a ZIP of named arrays, each read as float32 when it is asked for.</summary>
public sealed class NpzFile : IDisposable
{
    // Deflate cannot shrink by more than this, so an entry that claims more is lying.
    private const long MostDeflateRatio = 1032;

    private readonly string _file;
    private readonly long _fileBytes;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    internal NpzFile(Stream stream, string file, bool leaveOpen = true)
    {
        _file = file;
        _fileBytes = stream.Length;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen);
            foreach (var entry in _archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)))
                _entries[entry.FullName[..^4]] = entry;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or ArgumentException)
        {
            if (!leaveOpen)
                stream.Dispose();
            throw new TensorFileException(file, "The .npz file is damaged: it is no readable ZIP archive.", inner: failure);
        }

        Names = [.. _entries.Keys];
    }

    /// <summary>The names of its arrays, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TensorFileException">The file is missing or no ZIP archive.</exception>
    public static NpzFile Open(string path) => new(TensorFile.Open(path), path, leaveOpen: false);

    /// <summary>Reads one of its arrays.</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <exception cref="TensorFileException">There is no such array, or it is damaged or of an element type that is not read.</exception>
    public Tensor<float> Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new TensorFileException(_file, $"There is no array named '{name}'.", $"It holds {Listed(Names)}.");
        string file = $"{_file} ({name})";
        if (entry.CompressedLength > _fileBytes || entry.Length > MostDeflateRatio * Math.Max(1, entry.CompressedLength))
        {
            throw new TensorFileException(
                file,
                string.Create(CultureInfo.InvariantCulture, $"The .npz file is damaged: an entry of {entry.CompressedLength} bytes claims to hold {entry.Length}."));
        }

        try
        {
            using var stream = entry.Open();
            return NpyReader.Read(stream, entry.Length, file);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or NotSupportedException)
        {
            throw new TensorFileException(file, "The .npz file is damaged: the entry cannot be unpacked.", inner: failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _archive.Dispose();

    internal static string Listed(IReadOnlyList<string> names)
    {
        const int shown = 20;
        string more = names.Count > shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - shown} more") : "";
        return string.Join(", ", names.Take(shown)) + more;
    }
}
