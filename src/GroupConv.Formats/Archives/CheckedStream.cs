using System.IO.Hashing;

namespace GroupConv.Formats.Archives;

/// <summary>
/// An unpacked ZIP entry whose checksum is verified when the last byte is read.
/// <see cref="System.IO.Compression.ZipArchive"/> does not verify checksums.
/// </summary>
/// <param name="entry">The unpacked entry; disposed with this stream.</param>
/// <param name="length">Its length in the archive's directory, in bytes.</param>
/// <param name="crc">Its CRC-32 in the archive's directory.</param>
internal sealed class CheckedStream(Stream entry, long length, uint crc) : Stream
{
    private readonly Crc32 _sum = new();
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        int read = entry.Read(buffer);
        if (read == 0 && _read < length)
            throw new InvalidDataException("it ends early");
        _sum.Append(buffer[..read]);
        _read += read;
        if (_read > length)
            throw new InvalidDataException("it is longer than the archive says");
        return read > 0 || _sum.GetCurrentHashAsUInt32() == crc ? read : throw new InvalidDataException("its check sum is wrong");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads the rest of the entry, to verify it.</summary>
    public void Finish()
    {
        var rest = new byte[1 << 14];
        while (Read(rest) > 0)
        {
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            entry.Dispose();
        base.Dispose(disposing);
    }
}
