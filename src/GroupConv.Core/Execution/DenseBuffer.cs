using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>A row-major copy, in rented memory, of a tensor that is not row-major; empty if the tensor is row-major itself.</summary>
internal readonly unsafe struct DenseBuffer : IDisposable
{
    private readonly Workspace? _copy;

    private DenseBuffer(Workspace copy) => _copy = copy;

    /// <summary>A copy of a tensor, if it needs one.</summary>
    public static DenseBuffer Of(in ReadOnlyTensorSpan<float> tensor)
    {
        if (DenseTensors.IsRowMajor(tensor.Lengths, tensor.Strides))
            return default;
        var copy = Rent(tensor.Lengths, tensor.FlattenedLength);
        DenseTensors.Gather(tensor, copy.Floats);
        return new DenseBuffer(copy);
    }

    /// <summary>Memory to compute a tensor in, if it needs some.</summary>
    public static DenseBuffer For(in TensorSpan<float> tensor) =>
        DenseTensors.IsRowMajor(tensor.Lengths, tensor.Strides) ? default : new DenseBuffer(Rent(tensor.Lengths, tensor.FlattenedLength));

    /// <summary>The memory of the copy, or the tensor's own if there is no copy.</summary>
    public float* Or(float* own) => _copy is null ? own : _copy.Floats;

    /// <summary>Writes the copy, if there is one, back to the tensor.</summary>
    public void CopyTo(in TensorSpan<float> tensor)
    {
        if (_copy is not null)
            DenseTensors.Scatter(_copy.Floats, tensor);
    }

    /// <inheritdoc/>
    public void Dispose() => _copy?.Dispose();

    private static Workspace Rent(ReadOnlySpan<nint> lengths, nint elements)
    {
        double bytes = sizeof(float) * (double)elements;
        if (bytes > MemoryBudget.AvailableBytes)
        {
            throw new ConvException(
                "input",
                $"The tensor {ConvShape.Shape(lengths)} is not row-major and its copy would need {ByteSize.Text(bytes)}; "
                    + $"this machine has {ByteSize.Text(MemoryBudget.AvailableBytes)}.",
                "Give a row-major tensor.");
        }

        return Workspace.Rent(sizeof(float) * (long)elements);
    }
}
