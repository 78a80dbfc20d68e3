using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>All hyperparameters of a 2-d convolution, with PyTorch's names, order and defaults; valid from birth.</summary>
/// <remarks>Source: PyTorch, <c>torch.nn.Conv2d</c>. Layouts: input and output NCHW, weight OIHW.</remarks>
public sealed record Conv2dSpec
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
    {
        InChannels = inChannels;
        OutChannels = outChannels;
        KernelSize = kernelSize;
        Stride = stride ?? 1;
        Padding = padding;
        Dilation = dilation ?? 1;
        Groups = groups;
        Bias = bias;
        PaddingMode = paddingMode;

        GroupArithmetic.Require(inChannels, outChannels, groups);
        RequireAtLeastOne("kernel_size", KernelSize);
        RequireAtLeastOne("stride", Stride);
        RequireAtLeastOne("dilation", Dilation);
        RequirePadding();
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Height and width of a filter.</summary>
    public IntPair KernelSize { get; }

    /// <summary>Step of the window.</summary>
    public IntPair Stride { get; }

    /// <summary>Rows and columns added around the input, as asked for.</summary>
    public Padding2d Padding { get; }

    /// <summary>Distance between the taps of a filter.</summary>
    public IntPair Dilation { get; }

    /// <summary>How many convolutions stand side by side.</summary>
    public int Groups { get; }

    /// <summary>Whether a learned number is added to each output channel.</summary>
    public bool Bias { get; }

    /// <summary>What stands in the padding.</summary>
    public PaddingMode PaddingMode { get; }

    /// <summary>Input channels that each output channel reads: in_channels / groups, the second length of the weight.</summary>
    public int InChannelsPerGroup => InChannels / Groups;

    /// <summary>Output channels that each group makes: out_channels / groups.</summary>
    public int OutChannelsPerGroup => OutChannels / Groups;

    /// <summary>Whether each input channel is a group of its own (groups = in_channels).</summary>
    public bool IsDepthwise => Groups == InChannels;

    /// <summary>For a depthwise layer, the filters of each input channel: out_channels / in_channels (the channel multiplier).</summary>
    public int Multiplier => OutChannels / InChannels;

    /// <summary>Lengths of the weight, OIHW: [out_channels, in_channels / groups, kH, kW].</summary>
    public IReadOnlyList<int> WeightShape => [OutChannels, InChannelsPerGroup, KernelSize.Height, KernelSize.Width];

    /// <summary>The padding in numbers: <c>same</c> worked out.</summary>
    public Padding2d ResolvedPadding => Padding.Resolve(KernelSize, Dilation);

    /// <summary>What a group reads, makes and owns.</summary>
    /// <param name="group">The group, from 0 to groups − 1.</param>
    /// <exception cref="ConvException">There is no such group.</exception>
    public GroupSlice Slice(int group)
    {
        if (group < 0 || group >= Groups)
        {
            throw new ConvException(
                "group",
                string.Create(CultureInfo.InvariantCulture, $"group={group} does not exist in a layer of groups={Groups}."),
                string.Create(CultureInfo.InvariantCulture, $"Groups are numbered 0 to {Groups - 1}."));
        }

        return new GroupSlice(group, group * InChannelsPerGroup, InChannelsPerGroup, group * OutChannelsPerGroup, OutChannelsPerGroup);
    }

    /// <summary>All groups in order.</summary>
    public IEnumerable<GroupSlice> Slices() => Enumerable.Range(0, Groups).Select(Slice);

    /// <summary>The group that makes an output channel.</summary>
    /// <param name="outChannel">The output channel.</param>
    public int GroupOfOutput(int outChannel) => outChannel / OutChannelsPerGroup;

    /// <summary>The same layer with another group count.</summary>
    /// <param name="groups">The group count.</param>
    /// <exception cref="ConvException">The groups do not divide the channels.</exception>
    public Conv2dSpec WithGroups(int groups) =>
        new(InChannels, OutChannels, KernelSize, Stride, Padding, Dilation, groups, Bias, PaddingMode);

    /// <summary>PyTorch's line for this layer, such as <c>Conv2d(64, 128, kernel_size=3, padding=1, groups=4)</c>; defaults are left out.</summary>
    public override string ToString()
    {
        var parts = new List<string>
        {
            InChannels.ToString(CultureInfo.InvariantCulture),
            OutChannels.ToString(CultureInfo.InvariantCulture),
            $"kernel_size={KernelSize}",
        };
        if (Stride != 1)
            parts.Add($"stride={Stride}");
        if (Padding != Padding2d.Valid)
            parts.Add($"padding={Padding}");
        if (Dilation != 1)
            parts.Add($"dilation={Dilation}");
        if (Groups != 1)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"groups={Groups}"));
        if (!Bias)
            parts.Add("bias=False");
        if (PaddingMode != PaddingMode.Zeros)
            parts.Add($"padding_mode=\"{PaddingMode.ToString().ToLowerInvariant()}\"");
        return $"Conv2d({string.Join(", ", parts)})";
    }

    private static void RequireAtLeastOne(string name, IntPair value)
    {
        if (value.Height < 1 || value.Width < 1)
            throw new ConvException(name, $"{name}={value} is not positive.", "At least 1 in each dimension.");
    }

    private void RequirePadding()
    {
        if (!Enum.IsDefined(PaddingMode))
            throw new ConvException("padding_mode", $"padding_mode={PaddingMode} is not known.", "zeros, reflect, replicate or circular.");
        if (Padding.Top < 0 || Padding.Bottom < 0 || Padding.Left < 0 || Padding.Right < 0)
            throw new ConvException("padding", $"padding={Padding} is negative.", "At least 0 on each side, or \"same\" or \"valid\".");
        if (Padding.IsSame)
            RequireSame();
    }

    private void RequireSame()
    {
        long rows = (long)Dilation.Height * (KernelSize.Height - 1), columns = (long)Dilation.Width * (KernelSize.Width - 1);
        if (Math.Max(rows, columns) > int.MaxValue)
        {
            throw new ConvException(
                "padding",
                string.Create(CultureInfo.InvariantCulture, $"padding=\"same\" for kernel_size={KernelSize} and dilation={Dilation} would be {Math.Max(rows, columns)} in all."),
                string.Create(CultureInfo.InvariantCulture, $"At most {int.MaxValue}."));
        }

        if (Stride != 1)
        {
            throw new ConvException(
                "padding",
                $"padding=\"same\" is not supported for strided convolutions: stride={Stride}.",
                "With a stride, padding is a number.",
                $"padding: {new IntPair((int)(rows / 2), (int)(columns / 2))}");
        }
    }
}
