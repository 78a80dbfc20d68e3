using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>max(x, 0) per element, for any shape. Source: PyTorch, <c>torch.nn.ReLU</c>.</summary>
public sealed class ReLU : Module
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private Tensor<float>? _y;

    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths) => lengths;

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => "ReLU()";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x)
    {
        _y = _output.Of(x.Lengths);
        TensorPrimitives.Max(Spans.Of(x), 0f, Spans.Of(_y));
        return _y;
    }

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input)
    {
        if (!input)
            return null;
        var gradInput = _gradInput.Of(gradOutput.Lengths);
        ReadOnlySpan<float> ys = Spans.Of(_y!), gradients = Spans.Of(gradOutput);
        var sums = Spans.Of(gradInput);
        var outputs = MemoryMarshal.Cast<float, Vector<float>>(ys);
        var from = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        var to = MemoryMarshal.Cast<float, Vector<float>>(sums);
        for (int i = 0; i < to.Length; i++)
            to[i] = Vector.ConditionalSelect(Vector.LessThanOrEqual(outputs[i], Vector<float>.Zero), Vector<float>.Zero, from[i]);
        for (int i = to.Length * Vector<float>.Count; i < sums.Length; i++)
            sums[i] = ys[i] <= 0 ? 0 : gradients[i];
        return gradInput;
    }
}
