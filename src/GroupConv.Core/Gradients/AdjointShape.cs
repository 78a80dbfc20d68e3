using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// The convolution that leads the outputs' gradients back to the inputs: input and output channels change places and the weight stays as it
/// is, so that a convolution's is transposed and a transposed one's is not.
/// </summary>
/// <remarks>Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.</remarks>
internal static class AdjointShape
{
    // Elements of a padded plane that no machine minds, and how often it may hold the input and the output beyond them.
    private const double FewElements = 1 << 20;
    private const double MostTimes = 4;

    /// <summary>Whether the padding of a convolution holds copies of the input, whose gradients must be brought home.</summary>
    public static bool Folds(ConvShape shape) =>
        shape.Spec.PaddingMode != PaddingMode.Zeros
            && Enumerable.Range(0, shape.Spec.Dims).Any(d => shape.Padding.Before[d] + shape.Padding.After[d] > 0);

    /// <summary>
    /// The rows and columns of gradients that no input has a part in, at the far side of each dimension: where the output padding is no
    /// less than the stride.
    /// </summary>
    public static long[] Unread(ConvShape shape) => [.. Enumerable.Range(0, shape.Spec.Dims).Select(d => Math.Max(0, -After(shape, d)))];

    /// <summary>
    /// Infers it. Its output is the input of the layer, with the padding where that <see cref="Folds"/>. Null where there is none: lengths
    /// beyond 2³¹, outputs that no input has a part in, or padding that dwarfs both input and output.
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

    // The padding behind that makes the windows of the gradients as many as the inputs were; below 0 gradients are left over.
    private static long After(ConvShape shape, int d) => shape.Spec.Transposed
        ? shape.Padding.After[d] - (long)shape.OutputPadding[d] / shape.Spec.Stride[d] * shape.Spec.Stride[d]
        : 0;
}
