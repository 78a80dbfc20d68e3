using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace GroupConv.Core.Execution;

/// <summary>Memory layouts of tensors: checks and copies.</summary>
internal static class DenseTensors
{
    /// <summary>Whether the elements are contiguous in row-major order.</summary>
    public static bool IsRowMajor(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint expected = 1;
        for (int d = lengths.Length - 1; d >= 0; d--)
        {
            if (lengths[d] != 1 && strides[d] != expected)
                return false;
            expected *= lengths[d];
        }

        return true;
    }

    /// <summary>Whether several elements share one address: a stride of 0, which broadcasting makes.</summary>
    public static bool RepeatsElements(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        bool repeats = false;
        for (int d = 0; d < lengths.Length; d++)
        {
            // An empty tensor has no elements, whatever its strides are.
            if (lengths[d] == 0)
                return false;
            repeats |= lengths[d] > 1 && strides[d] == 0;
        }

        return repeats;
    }

    /// <summary>Elements from the first to the last in memory, both included.</summary>
    public static nint Extent(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        nint extent = 1;
        for (int d = 0; d < lengths.Length; d++)
        {
            if (lengths[d] == 0)
                return 0;
            extent += (lengths[d] - 1) * Math.Abs(strides[d]);
        }

        return extent;
    }

    /// <summary>Whether an element of one tensor shares a place with one of the other; views that interleave need not.</summary>
    public static bool Overlap(in ReadOnlyTensorSpan<float> a, in TensorSpan<float> b)
    {
        nint extentA = Extent(a.Lengths, a.Strides), extentB = Extent(b.Lengths, b.Strides);
        if (extentA == 0 || extentB == 0)
            return false;
        ref float startA = ref Unsafe.AsRef(in a.GetPinnableReference());
        ref float startB = ref b.GetPinnableReference();
        nint distance = Unsafe.ByteOffset(ref startA, ref startB);
        if (distance >= extentA * sizeof(float) || -distance >= extentB * sizeof(float))
            return false;
        return distance % sizeof(float) != 0
            || SharedElements.Exist(a.Lengths, a.Strides, b.Lengths, b.Strides, distance / sizeof(float));
    }

    /// <summary>Copies a tensor to row-major memory.</summary>
    public static unsafe void Gather(in ReadOnlyTensorSpan<float> tensor, float* dense)
    {
        fixed (float* start = tensor)
            Walk(start, dense, tensor.Lengths, tensor.Strides, gather: true);
    }

    /// <summary>Copies row-major memory to a tensor.</summary>
    public static unsafe void Scatter(float* dense, in TensorSpan<float> tensor)
    {
        fixed (float* start = tensor)
            Walk(start, dense, tensor.Lengths, tensor.Strides, gather: false);
    }

    // Recursion over the dimensions: the BCL's FlattenTo stops at 2^31 elements, and has no counterpart for writing.
    private static unsafe float* Walk(float* strided, float* dense, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, bool gather)
    {
        for (nint i = 0; i < lengths[0]; i++, strided += strides[0])
        {
            if (lengths.Length > 1)
                dense = Walk(strided, dense, lengths[1..], strides[1..], gather);
            else if (gather)
                *dense++ = *strided;
            else
                *strided = *dense++;
        }

        return dense;
    }
}
