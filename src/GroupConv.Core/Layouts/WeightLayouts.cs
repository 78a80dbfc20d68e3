using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using static System.FormattableString;

namespace GroupConv.Core.Layouts;

/// <summary>
/// Converts weights between the orders of frameworks. The conversion only permutes elements: no framework flips its filters, and all store
/// output channels group by group. A bias is [out_channels] in all of them.
/// </summary>
public static class WeightLayouts
{
    /// <summary>The lengths of a layer's weight in a layout.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="layout">The layout.</param>
    /// <exception cref="ConvException">The layout does not support the layer.</exception>
    public static TensorShape Shape(ConvSpec spec, WeightLayout layout) => WeightOrder.Of(ConvSpec.Given(spec), layout).Lengths;

    /// <summary>Converts a weight to PyTorch's order, which layers and state dicts use.</summary>
    /// <typeparam name="T">The element type: float, double, a quantized integer.</typeparam>
    /// <param name="spec">The layer that the weight belongs to.</param>
    /// <param name="weight">The weight, of the shape <see cref="Shape"/>; any view.</param>
    /// <param name="from">The layout of <paramref name="weight"/>.</param>
    /// <returns>A new tensor, [out_channels, in_channels / groups, k...]; transposed [in_channels, out_channels / groups, k...].</returns>
    /// <exception cref="ConvException">The layout does not support the layer, or the weight has another shape.</exception>
    public static Tensor<T> ToPyTorch<T>(ConvSpec spec, Tensor<T> weight, WeightLayout from)
    {
        var order = WeightOrder.Of(ConvSpec.Given(spec), from);
        Require(spec, weight, from, order);
        int[] back = new int[order.Order.Length];
        for (int axis = 0; axis < back.Length; axis++)
            back[order.Order[axis]] = axis;
        return Permute(weight, [.. order.Order.Select(factor => order.Factors[factor])], back, spec.WeightShape);
    }

    /// <summary>Converts a layer's weight from PyTorch's order to another layout.</summary>
    /// <typeparam name="T">The element type: float, double, a quantized integer.</typeparam>
    /// <param name="spec">The layer that the weight belongs to.</param>
    /// <param name="weight">
    /// The weight, [out_channels, in_channels / groups, k...], transposed [in_channels, out_channels / groups, k...]; any view.
    /// </param>
    /// <param name="to">The layout of the result.</param>
    /// <returns>A new tensor of the shape <see cref="Shape"/>.</returns>
    /// <exception cref="ConvException">The layout does not support the layer, or the weight has another shape.</exception>
    public static Tensor<T> FromPyTorch<T>(ConvSpec spec, Tensor<T> weight, WeightLayout to)
    {
        var order = WeightOrder.Of(ConvSpec.Given(spec), to);
        Require(spec, weight, WeightLayout.PyTorch, WeightOrder.Of(spec, WeightLayout.PyTorch));
        return Permute(weight, order.Factors, order.Order, order.Lengths);
    }

    private static Tensor<T> Permute<T>(Tensor<T> weight, int[] factors, int[] order, TensorShape lengths)
    {
        var values = new T[weight.FlattenedLength];
        weight.FlattenTo(values);
        var permuted = new T[values.Length];
        Tensor.PermuteDimensions(Tensor.Create(values, (TensorShape)factors), order).FlattenTo(permuted);
        return Tensor.Create(permuted, lengths);
    }

    private static void Require<T>(ConvSpec spec, Tensor<T>? weight, WeightLayout layout, WeightOrder order)
    {
        TensorShape takes = order.Lengths;
        if (weight is null)
            throw new ConvException("weight", "The weight is null.", $"Give a tensor of the shape {takes}.");
        if (takes == weight.Lengths)
            return;
        string rank = weight.Rank == order.Lengths.Length ? "" : Invariant($": {order.Lengths.Length} dimensions, not {weight.Rank}");
        string[] fitting = [.. WeightOrder.Fitting(spec, weight.Lengths).Select(fit => $"WeightLayout.{fit}")];
        throw new ConvException(
            "weight",
            $"The weight has the shape {new TensorShape(weight.Lengths)}, but {spec} takes {takes} in the layout {layout}.",
            $"It is {order.Axes}{rank}.",
            string.Join(" or ", fitting));
    }
}
