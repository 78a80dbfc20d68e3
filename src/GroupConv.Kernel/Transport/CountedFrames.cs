using NetMQ;

namespace GroupConv.Kernel.Transport;

/// <summary>A buffer pool that counts its bytes: the frames that clients have not read yet, which ZeroMQ itself does not report.</summary>
internal sealed class CountedFrames : IBufferPool
{
    private long _bytes;

    /// <summary>The bytes that ZeroMQ holds.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public byte[] Take(int size)
    {
        Interlocked.Add(ref _bytes, size);
        return new byte[size];
    }

    /// <inheritdoc/>
    public void Return(byte[] buffer) => Interlocked.Add(ref _bytes, -buffer.Length);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
