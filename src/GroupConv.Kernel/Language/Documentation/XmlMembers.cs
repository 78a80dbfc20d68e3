using System.Text;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>
/// Finds members in XML documentation files. Only where each stands is kept, since the framework's files hold 30 MB; the text is read when
/// somebody asks.
/// </summary>
internal sealed class XmlMembers
{
    private const int LongestMember = 64 * 1024;
    private const int LongestName = 8 * 1024;
    private const int Piece = 64 * 1024;

    private readonly IReadOnlyList<string> _files;
    private readonly Dictionary<ulong, (int File, int Offset)> _places = [];

    /// <summary>Scans the files; one that cannot be read has no members.</summary>
    /// <param name="files">Paths; of two entries for one member the first counts.</param>
    public XmlMembers(IReadOnlyList<string> files)
    {
        _files = files;
        for (var i = 0; i < files.Count; i++)
        {
            try
            {
                using var file = File.OpenRead(files[i]);
                Scan(file, i);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The members found so far stay.
            }
        }
    }

    private static ReadOnlySpan<byte> Opening => "<member name=\""u8;

    private static ReadOnlySpan<byte> Closing => "</member>"u8;

    /// <summary>The element of a member, or null.</summary>
    /// <param name="id">Its documentation id, such as <c>M:System.Console.WriteLine</c>.</param>
    public string? Find(string id)
    {
        var name = Encoding.UTF8.GetBytes(id);
        if (!_places.TryGetValue(Hash(name), out var place) || Bytes(_files[place.File], place.Offset) is not { } bytes)
            return null;

        var end = bytes.AsSpan().IndexOf(Closing);
        return end >= 0 && bytes.AsSpan(Opening.Length).StartsWith(name) ? Encoding.UTF8.GetString(bytes, 0, end + Closing.Length) : null;
    }

    /// <summary>Reads in pieces: a whole file would be garbage of several megabytes.</summary>
    private void Scan(FileStream file, int index)
    {
        var buffer = new byte[Piece];
        long start = 0;
        for (int kept = 0, read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var bytes = buffer.AsSpan(0, kept + read);
            var done = ScanPiece(bytes, start, index);
            bytes[done..].CopyTo(buffer);
            kept = bytes.Length - done;
            start += done;
        }
    }

    /// <summary>Takes the names that stand whole in a piece.</summary>
    /// <returns>How much of it need not be looked at again.</returns>
    private int ScanPiece(ReadOnlySpan<byte> bytes, long start, int index)
    {
        var done = 0;
        while (bytes[done..].IndexOf(Opening) is >= 0 and var found)
        {
            var name = bytes[(done + found + Opening.Length)..];
            var length = name.IndexOf((byte)'"');
            if (length < 0 && name.Length < LongestName)
                return done + found;
            if (length is >= 0 and <= LongestName && start + done + found <= int.MaxValue)
                _places.TryAdd(Hash(name[..length]), (index, (int)(start + done + found)));
            done += found + Opening.Length;
        }

        // The beginning of an opening may stand at the end.
        return Math.Max(done, bytes.Length - Opening.Length + 1);
    }

    /// <summary>FNV-1a. Two ids with one hash would show no documentation for the second, as <see cref="Find"/> compares the name.</summary>
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in text)
            hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }

    private static byte[]? Bytes(string path, int offset)
    {
        try
        {
            using var file = File.OpenRead(path);
            file.Seek(offset, SeekOrigin.Begin);
            var bytes = new byte[Math.Clamp(file.Length - offset, 0, LongestMember)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
