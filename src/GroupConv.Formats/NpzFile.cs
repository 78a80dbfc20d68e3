using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Numerics.Tensors;
using GroupConv.Formats.Archives;
using GroupConv.Formats.Numpy;

namespace GroupConv.Formats;

/// <summary>NumPy's <c>.npz</c>: a ZIP archive of named arrays, each read on demand.</summary>
public sealed class NpzFile : IDisposable
{
    // Deflate's maximum compression ratio: an entry that claims more is damaged.
    private const long MostDeflateRatio = 1032;

    // An entry beyond both this size and this ratio is first unpacked without storing it, to verify its size before memory is allocated.
    private const long LargeBytes = 64 << 20;
    private const long LargeRatio = 16;

    private readonly Stream _stream;
    private readonly string _file;
    private readonly ZipArchive _archive;
    private readonly bool _leaveOpen;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly List<string> _others = [];

    internal NpzFile(Stream stream, string file, bool leaveOpen = true)
    {
        _stream = stream;
        _file = file;
        _leaveOpen = leaveOpen;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
                Add(entry);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or ArgumentException)
        {
            Dispose();
            throw new TensorFileException(
                file,
                "The .npz file is damaged or cut off: it has no readable ZIP directory at its end.",
                "Copy or download the whole file again.",
                failure);
        }
    }

    /// <summary>The names of its arrays, in the order of the file, without <c>.npy</c>.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The names of entries that are not arrays.</summary>
    internal IReadOnlyList<string> Others => _others;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TensorFileException">The file is missing or is not a ZIP archive.</exception>
    public static NpzFile Open(string path) => new(TensorFile.Open(path), path, leaveOpen: false);

    /// <summary>Reads one of its arrays as float32.</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <exception cref="TensorFileException">There is no such array, or it is damaged or has an unsupported element type.</exception>
    public Tensor<float> Read(string name) => Load(name).Value;

    /// <summary>Reads one of its arrays as float32, with notes on how that changed its values.</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <exception cref="TensorFileException">There is no such array, or it is damaged or has an unsupported element type.</exception>
    public LoadedTensor Load(string name)
    {
        var notes = new List<string>();
        return new LoadedTensor(Read<float>(name, notes), notes);
    }

    /// <summary>Reads one of its arrays as float64, which keeps every float64 and every whole number up to 2^53.</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <exception cref="TensorFileException">There is no such array, or it is damaged or has an unsupported element type.</exception>
    public Tensor<double> ReadDouble(string name) => Read<double>(name, []);

    /// <inheritdoc/>
    public void Dispose()
    {
        _archive?.Dispose();
        if (!_leaveOpen)
            _stream.Dispose();
    }

    internal static string Listed(IReadOnlyList<string> names)
    {
        const int shown = 20;
        string more = names.Count > shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - shown} more") : "";
        return string.Join(", ", names.Take(shown)) + more;
    }

    private void Add(ZipArchiveEntry entry)
    {
        string full = entry.FullName;
        // macOS adds a file of attributes with the same name for each file.
        bool attributes = full.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Name.StartsWith("._", StringComparison.Ordinal);
        if (attributes || full.EndsWith('/'))
            return;
        bool named = full.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        if (!named && !BeginsLikeAnArray(entry))
        {
            _others.Add(full);
            return;
        }

        // NumPy drops ".npy". If two entries then have the same name, the second keeps its full name, if that differs.
        string name = named ? full[..^4] : full;
        if (_entries.TryAdd(name, entry))
            _names.Add(name);
        else if (_entries.TryAdd(full, entry))
            _names.Add(full);
    }

    /// <summary>Whether an entry without the extension is an array: some programs omit the extension.</summary>
    private static bool BeginsLikeAnArray(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted || entry.Length < NpyHeader.Magic.Length)
            return false;
        try
        {
            using var stream = entry.Open();
            Span<byte> head = stackalloc byte[NpyHeader.Magic.Length];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(NpyHeader.Magic);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or NotSupportedException)
        {
            return false;
        }
    }

    private Tensor<T> Read<T>(string name, List<string> notes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!_entries.TryGetValue(name, out var entry))
            throw new TensorFileException(_file, $"There is no array named '{name}'.", $"It holds {Listed(Names)}.");
        string file = $"{_file}:{name}";
        if (entry.IsEncrypted)
            throw new TensorFileException(file, "The .npz file is encrypted.", "Save it without a password.");
        if (entry.CompressedLength > _stream.Length || entry.Length > MostDeflateRatio * Math.Max(1, entry.CompressedLength))
        {
            string claim = string.Create(CultureInfo.InvariantCulture, $"{entry.CompressedLength} bytes claims to hold {entry.Length}");
            throw new TensorFileException(file, $"The .npz file is damaged: an entry of {claim}.");
        }

        try
        {
            if (entry.Length > LargeBytes && entry.Length / LargeRatio > entry.CompressedLength)
            {
                using var once = Unpack(entry, file);
                once.Finish();
            }

            using var stream = Unpack(entry, file);
            var value = NpyReader.Read<T>(stream, entry.Length, file, notes);
            stream.Finish();
            return value;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or NotSupportedException)
        {
            string problem = $"The .npz file is damaged: the entry cannot be unpacked ({failure.Message}).";
            throw new TensorFileException(file, problem, inner: failure);
        }
    }

    private CheckedStream Unpack(ZipArchiveEntry entry, string file)
    {
        try
        {
            return new CheckedStream(entry.Open(), entry.Length, entry.Crc32);
        }
        catch (InvalidDataException)
            when (ZipMethods.Find(_stream, entry.FullName) is { } method and not ("stored" or "deflate" or "deflate64"))
        {
            throw new TensorFileException(
                file,
                $"The entry is compressed with {method}.",
                $"Stored and deflated entries are read. Try: np.savez_compressed('new.npz', **np.load('{_file}')).");
        }
    }
}
