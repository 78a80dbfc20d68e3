using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>The hyperparameters of a layer as far as they were given, by flags or in a line; not yet checked against each other.</summary>
internal sealed record Hyperparameters(
    int? InChannels = null,
    int? OutChannels = null,
    IntPair? KernelSize = null,
    IntPair? Stride = null,
    Padding2d? Padding = null,
    IntPair? Dilation = null,
    int? Groups = null,
    bool? Bias = null,
    PaddingMode? PaddingMode = null)
{
    private static readonly Hyperparameters None = new();

    /// <summary>Whether any was given.</summary>
    public bool Any => this != None;

    /// <summary>Whether any but the groups was given.</summary>
    public bool AnyButGroups => this with { Groups = null } != None;

    /// <summary>All hyperparameters of a layer.</summary>
    public static Hyperparameters Of(Conv2dSpec spec) => new(
        spec.InChannels, spec.OutChannels, spec.KernelSize, spec.Stride, spec.Padding, spec.Dilation, spec.Groups, spec.Bias, spec.PaddingMode);

    /// <summary>These, and the other's where nothing was given here.</summary>
    public Hyperparameters Over(Hyperparameters other) => new(
        InChannels ?? other.InChannels,
        OutChannels ?? other.OutChannels,
        KernelSize ?? other.KernelSize,
        Stride ?? other.Stride,
        Padding ?? other.Padding,
        Dilation ?? other.Dilation,
        Groups ?? other.Groups,
        Bias ?? other.Bias,
        PaddingMode ?? other.PaddingMode);

    /// <summary>The layer, with PyTorch's defaults for what was not given.</summary>
    /// <exception cref="CommandException">Channels or kernel size are missing.</exception>
    /// <exception cref="ConvException">The hyperparameters are out of range or do not fit together.</exception>
    public Conv2dSpec ToSpec()
    {
        if (InChannels is { } inChannels && OutChannels is { } outChannels && KernelSize is { } kernelSize)
        {
            return new Conv2dSpec(
                inChannels,
                outChannels,
                kernelSize,
                Stride,
                Padding ?? Padding2d.Valid,
                Dilation,
                Groups ?? 1,
                Bias ?? true,
                PaddingMode ?? Core.Specs.PaddingMode.Zeros);
        }

        string[] missing =
        [
            .. InChannels is null ? ["--in"] : Array.Empty<string>(),
            .. OutChannels is null ? ["--out"] : Array.Empty<string>(),
            .. KernelSize is null ? ["--kernel"] : Array.Empty<string>(),
        ];
        throw new CommandException(
            $"A layer needs --in, --out and --kernel; missing: {string.Join(", ", missing)}. Try: --in 64 --out 128 --kernel 3 --groups 4");
    }
}
