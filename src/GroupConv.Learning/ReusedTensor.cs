using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// A tensor that a layer writes anew in each step. Its memory stays: a fresh large array costs more than most layers, since the system hands it out page by page.
/// </summary>
/// <param name="what">What is in it, as it stands in a message: <c>The output</c>.</param>
internal sealed class ReusedTensor(string what)
{
    private float[] _memory = [];
    private Tensor<float>? _tensor;

    /// <summary>A row-major tensor of a shape, with arbitrary content.</summary>
    /// <exception cref="ConvException">It does not fit this machine's memory.</exception>
    public Tensor<float> Of(ReadOnlySpan<nint> lengths)
    {
        if (_tensor is not null && _tensor.Lengths.SequenceEqual(lengths))
            return _tensor;
        double elements = Spans.Product(lengths);
        if (elements > _memory.Length)
        {
            MemoryBudget.RequireTensor("input", $"{what} {new TensorShape(lengths)}", elements, "Use a smaller batch or image.");
            _memory = GC.AllocateUninitializedArray<float>((int)elements);
        }

        return _tensor = Tensor.Create(_memory, 0, lengths, []);
    }
}
