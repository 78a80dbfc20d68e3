using System.Text;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>
/// Finds members in XML documentation files. Only where each stands is kept, since the framework's files hold 30 MB; the text is read when
/// somebody asks.
/// </summary>
internal sealed class XmlMembers
{
    private const int LongestMember = 64 * 1024;

    private readonly IReadOnlyList<string> _files;
    private readonly Dictionary<ulong, (int File, int Offset)> _places = [];

    /// <summary>Scans the files; one that cannot be read has no members.</summary>
    /// <param name="files">Paths; of two entries for one member the first counts.</param>
    public XmlMembers(IReadOnlyList<string> files)
    {
        _files = files;
        for (var i = 0; i < files.Count; i++)
        {
            if (Bytes(files[i], 0, int.MaxValue) is { } bytes)
                Scan(bytes, i);
        }
    }

    private static ReadOnlySpan<byte> Opening => "<member name=\""u8;

    private static ReadOnlySpan<byte> Closing => "</member>"u8;

    /// <summary>The element of a member, or null.</summary>
    /// <param name="id">Its documentation id, such as <c>M:System.Console.WriteLine</c>.</param>
    public string? Find(string id)
    {
        var name = Encoding.UTF8.GetBytes(id);
        if (!_places.TryGetValue(Hash(name), out var place) || Bytes(_files[place.File], place.Offset, LongestMember) is not { } bytes)
            return null;

        var end = bytes.AsSpan().IndexOf(Closing);
        return end >= 0 && bytes.AsSpan(Opening.Length).StartsWith(name) ? Encoding.UTF8.GetString(bytes, 0, end + Closing.Length) : null;
    }

    private void Scan(ReadOnlySpan<byte> bytes, int file)
    {
        var offset = 0;
        while (bytes[offset..].IndexOf(Opening) is >= 0 and var found)
        {
            offset += found;
            var name = bytes[(offset + Opening.Length)..];
            var length = name.IndexOf((byte)'"');
            if (length < 0)
                return;
            _places.TryAdd(Hash(name[..length]), (file, offset));
            offset += Opening.Length + length;
        }
    }

    /// <summary>FNV-1a. Two ids with one hash would show no documentation for the second, as <see cref="Find"/> compares the name.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in text)
            hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }

    private static byte[]? Bytes(string path, int offset, int most)
    {
        try
        {
            using var file = File.OpenRead(path);
            file.Seek(offset, SeekOrigin.Begin);
            var bytes = new byte[Math.Clamp(file.Length - offset, 0, most)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
