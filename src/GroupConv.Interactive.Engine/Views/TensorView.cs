using System.Numerics;
using System.Numerics.Tensors;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a tensor of any numbers (<see cref="PlanesView"/>).</summary>
/// <typeparam name="T">The type of its numbers.</typeparam>
internal sealed class TensorView<T> : View<Tensor<T>>
    where T : unmanaged, INumber<T>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(Tensor<T> value) => PlanesView.Draw(Planes.Of(value, squeeze: true));
}

/// <summary>Draws a tensor of truth values as one of numbers 0 and 1.</summary>
internal sealed class BoolTensorView : View<Tensor<bool>>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(Tensor<bool> value) => PlanesView.Draw(Planes.Of(value, squeeze: true));
}
