using System.Runtime.InteropServices;

namespace GroupConv.Core.Execution;

/// <summary>
/// Native memory, aligned to 64 bytes: owned by its user, or rented from a small pool of blocks that earlier runs returned.
/// </summary>
internal sealed unsafe class Workspace : IDisposable
{
    private const nuint Alignment = 64;
    private const int ShelfBlocks = 16;
    private const long MostShelvedBytes = 256L << 20;

    private static readonly Lock s_lock = new();
    private static readonly List<Workspace> s_shelf = [];
    private static long s_shelvedBytes;

    private readonly long _bytes;
    private readonly bool _shelved;
    private void* _memory;

    private Workspace(long bytes, bool shelved)
    {
        _bytes = bytes;
        _shelved = shelved;
        _memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        // A prepared layer that is not disposed of is a small object with much native memory; tell the garbage collector.
        if (!shelved)
            GC.AddMemoryPressure(bytes);
    }

    ~Workspace() => Free();

    /// <summary>The memory, not initialized.</summary>
    public float* Floats => (float*)_memory;

    /// <summary>The memory as bytes.</summary>
    public byte* Bytes => (byte*)_memory;

    /// <summary>A number of floats rounded up to whole cache lines, so that the data after them is aligned.</summary>
    public static long WholeLines(long floats) => (floats + 15) & ~15L;

    /// <summary>Allocates memory; disposing frees it.</summary>
    public static Workspace Allocate(long bytes) => new(Math.Max(bytes, 1), shelved: false);

    /// <summary>Rents at least this many bytes; disposing returns them.</summary>
    public static Workspace Rent(long bytes)
    {
        lock (s_lock)
        {
            int best = -1;
            for (int i = 0; i < s_shelf.Count; i++)
            {
                if (s_shelf[i]._bytes >= bytes && (best < 0 || s_shelf[i]._bytes < s_shelf[best]._bytes))
                    best = i;
            }

            if (best >= 0)
            {
                var block = s_shelf[best];
                s_shelf.RemoveAt(best);
                s_shelvedBytes -= block._bytes;
                return block;
            }
        }

        return new Workspace(Math.Max(bytes, 4096), shelved: true);
    }

    /// <summary>Frees or returns the memory.</summary>
    public void Dispose()
    {
        lock (s_lock)
        {
            if (_shelved && s_shelf.Count < ShelfBlocks && s_shelvedBytes + _bytes <= MostShelvedBytes)
            {
                s_shelf.Add(this);
                s_shelvedBytes += _bytes;
                return;
            }
        }

        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_memory == null)
            return;
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        if (!_shelved)
            GC.RemoveMemoryPressure(_bytes);
    }
}
