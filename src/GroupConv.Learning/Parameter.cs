using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A trainable tensor, and the gradient of the loss with respect to it.</summary>
/// <remarks>
/// Source: PyTorch, <c>torch.nn.Parameter</c>. Optimizers and <c>Backward</c> change the elements of both tensors in place.
/// </remarks>
public sealed class Parameter
{
    /// <summary>Creates a parameter with a gradient of zeros.</summary>
    /// <param name="value">The tensor; kept by reference.</param>
    /// <exception cref="ConvException">The tensor is null or not row-major.</exception>
    public Parameter(Tensor<float> value)
    {
        if (value is null)
            throw new ConvException("parameter", "The parameter is null.", "Give a tensor.");
        if (!DenseTensors.IsRowMajor(value.Lengths, value.Strides))
        {
            throw new ConvException(
                "parameter",
                $"The parameter {new TensorShape(value.Lengths)} is not row-major.",
                "Give a dense tensor, such as a copy of this one.");
        }

        Value = value;
        Grad = Tensor.Create(new float[value.FlattenedLength], value.Lengths);
    }

    /// <summary>The trainable tensor.</summary>
    public Tensor<float> Value { get; }

    /// <summary>The sum of the gradients since the last <see cref="ZeroGrad"/>, in the shape of <see cref="Value"/>.</summary>
    public Tensor<float> Grad { get; }

    /// <summary>One line, such as <c>parameter [10, 8]</c>.</summary>
    public override string ToString() => $"parameter {new TensorShape(Value.Lengths)}";

    /// <summary>Sets the gradient to zeros.</summary>
    public void ZeroGrad() => Grad.Fill(0);
}
