namespace GroupConv.Formats.Images;

/// <summary>
/// Bytes that end. The decoder takes a zero for each byte that is missing, and in a damaged file may look for the next marker among those
/// zeros for ever; after some of them this stream throws.
/// </summary>
internal sealed class EndingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    private const int MostMissing = 4096;

    private int _missing;

    public override int ReadByte()
    {
        int value = base.ReadByte();
        if (value < 0)
            CountMissing();
        return value;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        if (read < count)
            CountMissing();
        return read;
    }

    private void CountMissing()
    {
        if (++_missing > MostMissing)
            throw new EndOfStreamException();
    }
}
