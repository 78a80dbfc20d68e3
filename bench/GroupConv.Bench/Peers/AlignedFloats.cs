using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace GroupConv.Bench.Peers;

/// <summary>
/// Managed floats that start at a cache line and stay there, so that a time does not depend on where the heap happened to put them.
/// Both sides of a comparison get theirs from here.
/// </summary>
internal sealed class AlignedFloats
{
    private const int LineBytes = 64;
    private readonly float[] _array;
    private readonly int _start;

    public AlignedFloats(int length)
    {
        Length = length;
        _array = GC.AllocateUninitializedArray<float>(length + LineBytes / sizeof(float), pinned: true);
        _start = StartOfLine(_array);
    }

    public int Length { get; }

    public Span<float> Span => _array.AsSpan(_start, Length);

    public Memory<float> Memory => _array.AsMemory(_start, Length);

    /// <summary>A row-by-row tensor over these floats.</summary>
    /// <param name="lengths">Its lengths.</param>
    /// <param name="offset">Where in these floats it begins.</param>
    public Tensor<float> AsTensor(ReadOnlySpan<nint> lengths, int offset = 0)
    {
        nint[] strides = new nint[lengths.Length];
        nint stride = 1;
        for (int i = lengths.Length - 1; i >= 0; i--)
        {
            strides[i] = lengths[i] == 1 ? 0 : stride;
            stride *= lengths[i];
        }

        return Tensor.Create(_array, _start + offset, lengths, strides);
    }

    private static int StartOfLine(float[] pinned)
    {
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        return (int)((LineBytes - address % LineBytes) % LineBytes / sizeof(float));
    }
}
