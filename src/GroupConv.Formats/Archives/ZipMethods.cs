using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace GroupConv.Formats.Archives;

/// <summary>
/// The compression methods of a ZIP archive's entries. <see cref="ZipArchive"/> reads stored and deflated entries, and does not report the
/// method of others.
/// </summary>
internal static class ZipMethods
{
    private const int EndBytes = 22;
    private const int MostComment = ushort.MaxValue;
    private const int HeaderBytes = 46;

    private static ReadOnlySpan<byte> End => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> Header => "PK\u0001\u0002"u8;

    /// <summary>The compression method of an entry, such as <c>bzip2</c>; null if the central directory does not contain it.</summary>
    /// <param name="archive">The archive's bytes; its position is changed.</param>
    /// <param name="entry">The entry's full name.</param>
    public static string? Find(Stream archive, string entry)
    {
        var tail = new byte[Math.Min(archive.Length, EndBytes + MostComment)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        int end = tail.AsSpan().LastIndexOf(End);
        if (end < 0 || end + EndBytes > tail.Length)
            return null;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 12));
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if ((long)start + size > archive.Length || size > Array.MaxLength)
            return null;
        var directory = new byte[size];
        archive.Position = start;
        archive.ReadExactly(directory);
        for (int at = 0; at + HeaderBytes <= directory.Length && directory.AsSpan(at).StartsWith(Header);)
        {
            var header = directory.AsSpan(at);
            int name = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            int more = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (HeaderBytes + name > header.Length)
                return null;
            if (Encoding.UTF8.GetString(header.Slice(HeaderBytes, name)) == entry)
                return Name(BinaryPrimitives.ReadUInt16LittleEndian(header[10..]));
            at += HeaderBytes + name + more;
        }

        return null;
    }

    // APPNOTE.TXT of PKWARE, section 4.4.5.
    private static string Name(ushort method) => method switch
    {
        0 => "stored",
        8 => "deflate",
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        93 => "zstd",
        95 => "xz",
        98 => "PPMd",
        _ => string.Create(CultureInfo.InvariantCulture, $"method {method}"),
    };
}
