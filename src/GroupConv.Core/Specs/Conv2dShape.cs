namespace GroupConv.Core.Specs;

/// <summary>A 2-d layer applied to an image of a certain size: the sizes that follow, all checked.</summary>
/// <remarks>
/// out = ⌊(in + before + after − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 in each dimension (PyTorch, <c>torch.nn.Conv2d</c>).
/// </remarks>
public sealed record Conv2dShape : ConvShape
{
    private Conv2dShape(Conv2dSpec spec, TensorShape lengths)
        : base(spec, lengths, null)
    {
        (InHeight, InWidth, OutHeight, OutWidth) = (InSize[0], InSize[1], OutSize[0], OutSize[1]);
        Padding = spec.ResolvedPadding;
    }

    /// <inheritdoc/>
    public override Conv2dSpec Spec => (Conv2dSpec)base.Spec;

    /// <summary>Height of the input.</summary>
    public long InHeight { get; }

    /// <summary>Width of the input.</summary>
    public long InWidth { get; }

    /// <summary>Height of the output, at least 1.</summary>
    public long OutHeight { get; }

    /// <summary>Width of the output, at least 1.</summary>
    public long OutWidth { get; }

    /// <summary>The padding in numbers.</summary>
    public new Padding2d Padding { get; }

    /// <summary>Infers the output of a layer for an input of these lengths.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="lengths">Lengths of the input, (N, C, H, W) or (C, H, W).</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the window is larger than the padded input.</exception>
    public static Conv2dShape Infer(Conv2dSpec spec, TensorShape lengths) => new(spec, lengths);
}
