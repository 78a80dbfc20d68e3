using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>
/// All hyperparameters of a convolution over one, two or three spatial dimensions, forward or transposed, with PyTorch's names and
/// defaults. A spec is always valid, because its constructor checks it.
/// </summary>
/// <remarks>
/// Source: PyTorch, <c>torch.nn.Conv1d</c> to <c>Conv3d</c> and <c>torch.nn.ConvTranspose1d</c> to <c>ConvTranspose3d</c>. Padding with a
/// number for each side follows ONNX's <c>pads</c>.
/// </remarks>
public sealed partial record ConvSpec
{
    /// <summary>Checks and stores the hyperparameters.</summary>
    /// <param name="dims">Spatial dimensions: 1, 2 or 3.</param>
    /// <param name="transposed">Whether the convolution is transposed.</param>
    /// <param name="inChannels">Channels of the input, at least 1.</param>
    /// <param name="outChannels">Channels of the output, at least 1.</param>
    /// <param name="kernelSize">Size of a filter, at least 1 in each dimension.</param>
    /// <param name="stride">Step of the window, at least 1; 1 by default.</param>
    /// <param name="padding">
    /// Padding around the input, at least 0, or <c>"same"</c> or <c>"valid"</c>. Transposed: how much the output is cropped.
    /// </param>
    /// <param name="dilation">Distance between the taps of a filter, at least 1; 1 by default.</param>
    /// <param name="groups">The number of groups; divides both channel counts.</param>
    /// <param name="bias">Whether a learned bias is added to each output channel.</param>
    /// <param name="paddingMode">How the padding is filled; zeros if transposed.</param>
    /// <param name="outputPadding">
    /// Transposed only: how much the output is extended on one side, less than stride or dilation; 0 by default.
    /// </param>
    /// <exception cref="ConvException">A hyperparameter is out of range, or the groups do not divide the channels.</exception>
    public ConvSpec(
        int dims,
        bool transposed,
        int inChannels,
        int outChannels,
        IntTuple kernelSize,
        IntTuple? stride = null,
        ConvPadding padding = default,
        IntTuple? dilation = null,
        int groups = 1,
        bool bias = true,
        PaddingMode paddingMode = PaddingMode.Zeros,
        IntTuple? outputPadding = null)
    {
        if (dims is < 1 or > 3)
            throw new ConvException("dims", Invariant($"{dims} spatial dimensions are not possible."), "1, 2 or 3.");
        Dims = dims;
        Transposed = transposed;
        InChannels = inChannels;
        OutChannels = outChannels;
        Groups = groups;
        Bias = bias;
        PaddingMode = paddingMode;
        GroupArithmetic.Require(inChannels, outChannels, groups);
        KernelSize = AtLeastOne("kernel_size", "kernelSize", kernelSize);
        Stride = AtLeastOne("stride", "stride", stride ?? 1);
        Dilation = AtLeastOne("dilation", "dilation", dilation ?? 1);
        Padding = padding.Expand(dims);
        OutputPadding = (outputPadding ?? 0).Expand("output_padding", dims);
        RequirePadding();
        RequireOutputPadding();
    }

    /// <summary>Spatial dimensions: 1, 2 or 3.</summary>
    public int Dims { get; }

    /// <summary>Whether the convolution is transposed: the filter spreads each input pixel over the output.</summary>
    public bool Transposed { get; }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Size of a filter, a number for each dimension.</summary>
    public IntTuple KernelSize { get; }

    /// <summary>Step of the window, a number for each dimension.</summary>
    public IntTuple Stride { get; }

    /// <summary>Padding around the input as given; if transposed, how much the output is cropped.</summary>
    public ConvPadding Padding { get; }

    /// <summary>Distance between the taps of a filter, a number for each dimension.</summary>
    public IntTuple Dilation { get; }

    /// <summary>The number of groups.</summary>
    public int Groups { get; }

    /// <summary>Whether a learned bias is added to each output channel.</summary>
    public bool Bias { get; }

    /// <summary>How the padding is filled.</summary>
    public PaddingMode PaddingMode { get; }

    /// <summary>How much the output is extended on one side, a number for each dimension; 0 unless transposed.</summary>
    public IntTuple OutputPadding { get; }

    /// <summary>PyTorch's name of the layer, such as <c>ConvTranspose2d</c>.</summary>
    public string Name => Invariant($"Conv{(Transposed ? "Transpose" : "")}{Dims}d");

    /// <summary>Input channels that each output channel reads: in_channels / groups.</summary>
    public int InChannelsPerGroup => InChannels / Groups;

    /// <summary>Output channels that each group computes: out_channels / groups.</summary>
    public int OutChannelsPerGroup => OutChannels / Groups;

    /// <summary>Whether each input channel is its own group (groups = in_channels).</summary>
    public bool IsDepthwise => Groups == InChannels;

    /// <summary>
    /// For a depthwise layer, the number of filters per input channel: out_channels / in_channels (the channel multiplier).
    /// </summary>
    public int Multiplier => OutChannels / InChannels;

    /// <summary>
    /// Lengths of the weight: [out_channels, in_channels / groups, k...]; transposed [in_channels, out_channels / groups, k...].
    /// </summary>
    public TensorShape WeightShape =>
        Transposed ? [InChannels, OutChannelsPerGroup, .. KernelSize] : [OutChannels, InChannelsPerGroup, .. KernelSize];

    /// <summary>The padding in numbers, with <c>same</c> computed.</summary>
    public ConvPadding ResolvedPadding => Padding.Resolve(KernelSize, Dilation);

    /// <summary>Rows of the weight per group: its first length divided by the groups.</summary>
    internal int WeightRowsPerGroup => Transposed ? InChannelsPerGroup : OutChannelsPerGroup;

    /// <summary>The names of the input's dimensions, such as <c>(N, C, H, W)</c>.</summary>
    internal string Axes(bool batched) => $"({(batched ? "N, " : "")}C, {Dims switch { 1 => "L", 2 => "H, W", _ => "D, H, W" }})";

    /// <summary>The word for one element of a batch.</summary>
    internal string Thing => Dims switch { 1 => "signal", 2 => "image", _ => "volume" };

    /// <summary>The names of the weight's dimensions, as in PyTorch.</summary>
    internal string WeightAxes
    {
        get
        {
            string k = Dims switch { 1 => "kernel_size", 2 => "kH, kW", _ => "kD, kH, kW" };
            return Transposed ? $"[in_channels, out_channels / groups, {k}]" : $"[out_channels, in_channels / groups, {k}]";
        }
    }

    /// <summary>The channels and weight rows of a group.</summary>
    /// <param name="group">The group, from 0 to groups − 1.</param>
    /// <exception cref="ConvException">The group does not exist.</exception>
    public GroupSlice Slice(int group)
    {
        if (group < 0 || group >= Groups)
        {
            throw new ConvException(
                "group",
                Invariant($"group={group} does not exist in a layer of groups={Groups}."),
                Invariant($"Groups are numbered 0 to {Groups - 1}."));
        }

        return new GroupSlice(group, group * InChannelsPerGroup, InChannelsPerGroup, group * OutChannelsPerGroup, OutChannelsPerGroup);
    }

    /// <summary>All groups in order.</summary>
    public IEnumerable<GroupSlice> Slices() => Enumerable.Range(0, Groups).Select(Slice);

    /// <summary>The group that computes an output channel.</summary>
    /// <param name="outChannel">The output channel, from 0 to out_channels − 1.</param>
    /// <exception cref="ConvException">The channel does not exist.</exception>
    public int GroupOfOutput(int outChannel)
    {
        if (outChannel >= 0 && outChannel < OutChannels)
            return outChannel / OutChannelsPerGroup;
        throw new ConvException(
            "out_channel",
            Invariant($"Output channel {outChannel} does not exist in a layer of out_channels={OutChannels}."),
            Invariant($"Channels are numbered 0 to {OutChannels - 1}."));
    }

    /// <summary>The same layer with another group count.</summary>
    /// <param name="groups">The group count.</param>
    /// <exception cref="ConvException">The groups do not divide the channels.</exception>
    public ConvSpec WithGroups(int groups) => WithChannels(InChannels, OutChannels, groups);

    /// <summary>
    /// The layer in PyTorch's notation, such as <c>Conv2d(64, 128, kernel_size=3, padding=1, groups=4)</c>; defaults are omitted.
    /// </summary>
    public override string ToString()
    {
        var parts = new List<string>
        {
            Invariant($"{InChannels}"),
            Invariant($"{OutChannels}"),
            $"kernel_size={KernelSize}",
        };
        if (!Stride.All(1))
            parts.Add($"stride={Stride}");
        if (Padding != ConvPadding.Valid.Expand(Dims))
            parts.Add($"padding={Padding}");
        if (!OutputPadding.All(0))
            parts.Add($"output_padding={OutputPadding}");
        if (!Dilation.All(1))
            parts.Add($"dilation={Dilation}");
        if (Groups != 1)
            parts.Add(Invariant($"groups={Groups}"));
        if (!Bias)
            parts.Add("bias=False");
        if (PaddingMode != PaddingMode.Zeros)
            parts.Add($"padding_mode='{Word(PaddingMode)}'");
        return $"{Name}({string.Join(", ", parts)})";
    }

    /// <summary>The same layer with other channels and groups.</summary>
    internal ConvSpec WithChannels(int inChannels, int outChannels, int groups) =>
        new(Dims, Transposed, inChannels, outChannels, KernelSize, Stride, Padding, Dilation, groups, Bias, PaddingMode, OutputPadding);

    /// <summary>Throws if the spec is null.</summary>
    /// <exception cref="ConvException">The spec is null.</exception>
    internal static ConvSpec Given(ConvSpec? spec) =>
        spec ?? throw new ConvException("spec", "The hyperparameters are null.", "Give a ConvSpec.", "ConvSpec.Conv2d(64, 128, 3)");
}
