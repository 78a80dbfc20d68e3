namespace GroupConv.Core.Specs;

/// <summary>All hyperparameters of a 2-d convolution in pairs (height, width), with PyTorch's names, order and defaults; valid from birth.</summary>
/// <remarks>Source: PyTorch, <c>torch.nn.Conv2d</c>. Layouts: input and output NCHW, weight OIHW.</remarks>
public sealed record Conv2dSpec : ConvSpec
{
    /// <summary>Checks and keeps the hyperparameters.</summary>
    /// <param name="inChannels">Channels of the input, at least 1.</param>
    /// <param name="outChannels">Channels of the output, at least 1.</param>
    /// <param name="kernelSize">Height and width of a filter, at least 1 each.</param>
    /// <param name="stride">Step of the window, at least 1; 1 where not given.</param>
    /// <param name="padding">Rows and columns added around the input, at least 0, or <c>"same"</c> or <c>"valid"</c>.</param>
    /// <param name="dilation">Distance between the taps of a filter, at least 1; 1 where not given.</param>
    /// <param name="groups">How many convolutions stand side by side; divides both channel counts.</param>
    /// <param name="bias">Whether a learned number is added to each output channel.</param>
    /// <param name="paddingMode">What stands in the padding.</param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the groups do not divide the channels.</exception>
    public Conv2dSpec(
        int inChannels,
        int outChannels,
        IntPair kernelSize,
        IntPair? stride = null,
        Padding2d padding = default,
        IntPair? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros)
        : base(2, false, inChannels, outChannels, kernelSize, stride ?? 1, padding, dilation ?? 1, groups, bias, paddingMode)
    {
        KernelSize = kernelSize;
        Stride = stride ?? 1;
        Padding = padding;
        Dilation = dilation ?? 1;
    }

    /// <summary>Height and width of a filter.</summary>
    public new IntPair KernelSize { get; }

    /// <summary>Step of the window.</summary>
    public new IntPair Stride { get; }

    /// <summary>Rows and columns added around the input, as asked for.</summary>
    public new Padding2d Padding { get; }

    /// <summary>Distance between the taps of a filter.</summary>
    public new IntPair Dilation { get; }

    /// <summary>The padding in numbers: <c>same</c> worked out.</summary>
    public new Padding2d ResolvedPadding => Padding.Resolve(KernelSize, Dilation);

    /// <inheritdoc/>
    public override Conv2dSpec WithGroups(int groups) =>
        new(InChannels, OutChannels, KernelSize, Stride, Padding, Dilation, groups, Bias, PaddingMode);
}
