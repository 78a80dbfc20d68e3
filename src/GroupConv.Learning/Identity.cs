using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Returns the input. Source: PyTorch, <c>torch.nn.Identity</c>.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    public override TensorShape OutputShape(TensorShape lengths) => lengths;

    /// <summary>The layer as PyTorch prints it.</summary>
    public override string ToString() => "Identity()";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x) => x;

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) => input ? gradOutput : null;
}
