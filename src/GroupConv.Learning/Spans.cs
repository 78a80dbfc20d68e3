using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Core.Execution;

namespace GroupConv.Learning;

/// <summary>The elements of row-major tensors as spans.</summary>
internal static class Spans
{
    /// <summary>The elements of a row-major tensor.</summary>
    public static Span<float> Of(Tensor<float> tensor) =>
        MemoryMarshal.CreateSpan(ref tensor.AsTensorSpan().GetPinnableReference(), checked((int)tensor.FlattenedLength));

    /// <summary>Copies a tensor.</summary>
    public static Tensor<float> Copy(Tensor<float> tensor)
    {
        var values = GC.AllocateUninitializedArray<float>(checked((int)tensor.FlattenedLength));
        tensor.FlattenTo(values);
        return Tensor.Create(values, tensor.Lengths);
    }

    /// <summary>The tensor itself if it is row-major, otherwise a row-major copy.</summary>
    public static Tensor<float> Dense(Tensor<float> tensor) =>
        DenseTensors.IsRowMajor(tensor.Lengths, tensor.Strides) ? tensor : Copy(tensor);

    /// <summary>The product of lengths.</summary>
    public static double Product(ReadOnlySpan<nint> lengths)
    {
        double product = 1;
        foreach (nint length in lengths)
            product *= length;
        return product;
    }
}
