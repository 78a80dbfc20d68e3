using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace GroupConv.Bench.Peers;

/// <summary>
/// Pinned managed floats that start at a cache line, so that times do not depend on heap addresses. Both sides of a comparison use them.
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

    /// <summary>A row-major tensor over these floats.</summary>
    /// <param name="lengths">Its lengths.</param>
    /// <param name="offset">Index of its first element.</param>
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
