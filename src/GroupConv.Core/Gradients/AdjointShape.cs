using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// The adjoint convolution, which computes the input's gradient from the output's gradient. It has the same weight with input and output
/// channels swapped: the adjoint of a convolution is transposed, that of a transposed convolution is not.
/// </summary>
/// <remarks>Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.</remarks>
internal static class AdjointShape
{
    // A padded input may have FewElements elements, plus MostTimes those of the larger of input and output.
    private const double FewElements = 1 << 20;
    private const double MostTimes = 4;

    /// <summary>Whether the padding contains copies of input pixels, whose gradients must be added to those of the originals.</summary>
    public static bool Folds(ConvShape shape) =>
        shape.Spec.PaddingMode != PaddingMode.Zeros
            && Enumerable.Range(0, shape.Spec.Dims).Any(d => shape.Padding.Before[d] + shape.Padding.After[d] > 0);

    /// <summary>
    /// Per dimension, the number of positions at the end of the output that no input contributes to. Not 0 only if the output padding is
    /// at least the stride.
    /// </summary>
    public static long[] Unread(ConvShape shape) => [.. Enumerable.Range(0, shape.Spec.Dims).Select(d => Math.Max(0, -After(shape, d)))];

    /// <summary>
    /// Infers the adjoint. Its output has the shape of the layer's input, padded if the layer <see cref="Folds"/>. Null if lengths exceed
    /// 2³¹, no input contributes to the output, or the padded input is far larger than input and output.
    /// </summary>
    public static ConvShape? Of(ConvShape shape)
    {
        var spec = shape.Spec;
        int dims = spec.Dims;
        bool folds = Folds(shape);
        var sides = Enumerable.Range(0, dims).Select(
            d => folds ? (0, 0) : (shape.Padding.Before[d], spec.Transposed ? (int)Math.Max(0, After(shape, d)) : shape.Padding.After[d]));
        var adjoint = new ConvSpec(
            dims,
            !spec.Transposed,
            spec.OutChannels,
            spec.InChannels,
            spec.KernelSize,
            spec.Stride,
            ConvPadding.Explicit([.. sides]),
            spec.Dilation,
            spec.Groups,
            bias: false);
        var unread = Unread(shape);
        var size = shape.InSize.Select(
            (length, d) => length + (folds ? (long)shape.Padding.Before[d] + shape.Padding.After[d] : 0)).ToArray();
        if (size.Max() > int.MaxValue || shape.OutSize.Where((length, d) => length <= unread[d]).Any())
            return null;
        if (folds && Product(size) > FewElements + MostTimes * Math.Max(Product(shape.InSize), Product(shape.OutSize)))
            return null;
        nint[] gradients = [(nint)shape.Batch, spec.OutChannels, .. shape.OutSize.Select((length, d) => (nint)(length - unread[d]))];
        if (spec.Transposed)
            return ConvShape.Infer(adjoint, gradients);
        return ConvShape.Infer(adjoint, gradients, [.. size.Select(length => (int)length)]);
    }

    private static double Product(IEnumerable<long> lengths) => lengths.Aggregate(1.0, (product, length) => product * length);

    // The padding after the gradients with which the adjoint has as many windows as there are inputs; negative if positions are unread.
    private static long After(ConvShape shape, int d) => shape.Spec.Transposed
        ? shape.Padding.After[d] - (long)shape.OutputPadding[d] / shape.Spec.Stride[d] * shape.Spec.Stride[d]
        : 0;
}
