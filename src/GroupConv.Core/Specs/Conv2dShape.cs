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

    private Conv2dShape(Conv2dSpec spec, long batch, (long Height, long Width) input, (long Height, long Width) output, Padding2d padding, ImageLayout? layout, FilterLayout? filters)
        : base(spec, batch, [input.Height, input.Width], [output.Height, output.Width])
    {
        ((InHeight, InWidth), (OutHeight, OutWidth)) = (input, output);
        Padding = padding;
        (Layout, Filters) = (layout, filters);
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

    /// <summary>Where the images stand in memory; null where they are a tensor, one behind the other.</summary>
    internal ImageLayout? Layout { get; }

    /// <summary>Where the filters stand in memory; null where they are a tensor, [out_channels, in_channels / groups, kH, kW].</summary>
    internal FilterLayout? Filters { get; }

    /// <summary>Infers the output of a layer for an input of these lengths.</summary>
    /// <param name="spec">The layer.</param>
    /// <param name="lengths">Lengths of the input, (N, C, H, W) or (C, H, W).</param>
    /// <exception cref="ConvException">The input does not fit the layer, or the window is larger than the padded input.</exception>
    public static Conv2dShape Infer(Conv2dSpec spec, TensorShape lengths) => new(spec, lengths);

    /// <summary>A part of another convolution: its spec has no padding, since here it may also be negative, where pixels at the edge are not read.</summary>
    internal static Conv2dShape Part(
        Conv2dSpec spec, long batch, (long Height, long Width) input, (long Height, long Width) output, Padding2d padding, ImageLayout? layout, FilterLayout? filters = null) =>
        new(spec, batch, input, output, padding, layout, filters);
}
