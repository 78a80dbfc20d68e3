using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>
/// A tensor that a layer rewrites in each step. It keeps its memory: page faults make a new large array slower than most layers.
/// </summary>
/// <param name="what">Its name in messages, such as <c>The output</c>.</param>
internal sealed class ReusedTensor(string what)
{
    private float[] _memory = [];
    private Tensor<float>? _tensor;

    /// <summary>A row-major tensor of a shape, with arbitrary content.</summary>
    /// <exception cref="ConvException">The tensor exceeds this machine's memory.</exception>
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
