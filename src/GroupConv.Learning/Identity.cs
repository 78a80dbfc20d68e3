using System.Numerics.Tensors;

namespace GroupConv.Learning;

/// <summary>The input itself. Source: PyTorch, <c>torch.nn.Identity</c>.</summary>
public sealed class Identity : Module
{
    /// <inheritdoc/>
    public override nint[] OutputShape(ReadOnlySpan<nint> lengths) => lengths.ToArray();

    /// <summary>As PyTorch writes it.</summary>
    public override string ToString() => "Identity()";

    /// <inheritdoc/>
    protected internal override Tensor<float> Compute(Tensor<float> x) => x;

    /// <inheritdoc/>
    protected internal override Tensor<float>? Differentiate(Tensor<float> gradOutput, bool input) => input ? gradOutput : null;
}
