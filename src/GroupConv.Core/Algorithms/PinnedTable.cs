using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GroupConv.Core.Algorithms;

/// <summary>A table of offsets for microkernels. Its memory is pinned, so pointers into it are valid while the table is alive.</summary>
internal sealed unsafe class PinnedTable
{
    private readonly int[] _values;

    public PinnedTable(int[] values)
    {
        _values = GC.AllocateUninitializedArray<int>(values.Length, pinned: true);
        values.CopyTo(_values, 0);
    }

    public PinnedTable(ReadOnlySpan<float> values)
        : this(MemoryMarshal.Cast<float, int>(values).ToArray())
    {
    }

    public int Length => _values.Length;

    /// <summary>A table of structs that consist of 32-bit numbers.</summary>
    public static PinnedTable Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged => new(MemoryMarshal.Cast<T, int>(values).ToArray());

    public int* Pointer => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
}
