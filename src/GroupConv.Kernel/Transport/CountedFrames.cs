using NetMQ;

namespace GroupConv.Kernel.Transport;

/// <summary>Memory for ZeroMQ's frames, counted: what it holds is what front ends have not read yet, which ZeroMQ itself does not tell.</summary>
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
