using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>The hyperparameters of a layer as far as they were given, by flags or in a line; not yet checked against each other.</summary>
internal sealed record Hyperparameters
{
    private static readonly Hyperparameters s_none = new();

    /// <summary>Which layer; a <c>Conv2d</c> where it was not given.</summary>
    public LayerType? Type { get; init; }

    public int? InChannels { get; init; }

    public int? OutChannels { get; init; }

    public IntTuple? KernelSize { get; init; }

    public IntTuple? Stride { get; init; }

    public ConvPadding? Padding { get; init; }

    public IntTuple? OutputPadding { get; init; }

    public IntTuple? Dilation { get; init; }

    public int? Groups { get; init; }

    public bool? Bias { get; init; }

    public PaddingMode? PaddingMode { get; init; }

    /// <summary>Filters of each input channel, where every channel is a group of its own: Keras' <c>depth_multiplier</c>.</summary>
    public int? DepthMultiplier { get; init; }

    /// <summary>
    /// Whether the layer has a stride and pads as Keras and TensorFlow do then: ⌈in / stride⌉ outputs, so that the padding depends on the
    /// input.
    /// </summary>
    public bool SameWithStride { get; init; }

    /// <summary>Parameters whose values are names in the line, so that nobody knows them: <c>groups=g</c>.</summary>
    public Unknowns Unknown { get; init; } = Unknowns.None;

    /// <summary>Whether any was given.</summary>
    public bool Any => this != s_none;

    /// <summary>Whether any but the groups was given.</summary>
    public bool AnyButGroups => this with { Groups = null } != s_none;

    /// <summary>All hyperparameters of a layer.</summary>
    /// <param name="spec">The layer.</param>
    public static Hyperparameters Of(ConvSpec spec) => new()
    {
        Type = LayerType.Of(spec),
        InChannels = spec.InChannels,
        OutChannels = spec.OutChannels,
        KernelSize = spec.KernelSize,
        Stride = spec.Stride,
        Padding = spec.Padding,
        OutputPadding = spec.OutputPadding,
        Dilation = spec.Dilation,
        Groups = spec.Groups,
        Bias = spec.Bias,
        PaddingMode = spec.PaddingMode,
    };

    /// <summary>These, and the other's where nothing was given here.</summary>
    /// <param name="other">The other ones.</param>
    public Hyperparameters Over(Hyperparameters other) => new()
    {
        Type = Type ?? other.Type,
        InChannels = InChannels ?? other.InChannels,
        OutChannels = OutChannels ?? other.OutChannels,
        KernelSize = KernelSize ?? other.KernelSize,
        Stride = Stride ?? other.Stride,
        Padding = Padding ?? other.Padding,
        OutputPadding = OutputPadding ?? other.OutputPadding,
        Dilation = Dilation ?? other.Dilation,
        Groups = Groups ?? other.Groups,
        Bias = Bias ?? other.Bias,
        PaddingMode = PaddingMode ?? other.PaddingMode,
        DepthMultiplier = DepthMultiplier ?? other.DepthMultiplier,
        Unknown = other.Unknown,
        SameWithStride = other.SameWithStride && Padding is null && Stride is null,
    };

    /// <summary>
    /// These, where <see cref="SameWithStride"/> with the padding of inputs whose size is divisible by the stride: total =
    /// max(window − stride, 0), the greater half behind.
    /// </summary>
    public Hyperparameters ForDivisibleSizes()
    {
        if (!SameWithStride || Stride is not { } stride || KernelSize is not { } kernel)
            return this;
        int dims = (Type ?? LayerType.Default).Dims;
        var dilation = Dilation ?? 1;
        return this with
        {
            SameWithStride = false,
            Padding = ConvPadding.Explicit([.. Enumerable.Range(0, dims).Select(d =>
            {
                long window = (long)At(dilation, d) * (At(kernel, d) - 1) + 1;
                int total = (int)Math.Clamp(window - At(stride, d), 0, int.MaxValue);
                return (total / 2, total - total / 2);
            })]),
        };

        static int At(IntTuple numbers, int d) => numbers[Math.Min(d, numbers.Count - 1)];
    }

    /// <summary>The layer, with PyTorch's defaults for what was not given.</summary>
    /// <exception cref="CommandException">Channels or kernel size are missing, or a value is a name that nobody knows.</exception>
    /// <exception cref="ConvException">The hyperparameters are out of range or do not fit together.</exception>
    public ConvSpec ToSpec()
    {
        if (DepthMultiplier is { } multiplier && InChannels is { } channels)
            return (this with
            {
                DepthMultiplier = null,
                OutChannels = OutChannels ?? Multiplied(channels, multiplier),
                Groups = Groups ?? channels
            }).ToSpec();
        RequireKnown();
        RequireAll();
        if (SameWithStride && Padding is null)
            throw StridedSame();
        var type = Type ?? LayerType.Default;
        return new ConvSpec(
            type.Dims,
            type.Transposed,
            InChannels!.Value,
            OutChannels!.Value,
            KernelSize!.Value,
            Stride,
            PaddingOf(type.Dims),
            Dilation,
            Groups ?? 1,
            Bias ?? true,
            PaddingMode ?? Core.Specs.PaddingMode.Zeros,
            OutputPadding);
    }

    /// <summary>The outputs of a depthwise layer.</summary>
    /// <param name="channels">Channels of the input; null where they are not known.</param>
    /// <param name="multiplier">Filters of each.</param>
    /// <exception cref="CommandException">There are too many.</exception>
    public static int? Multiplied(int? channels, int multiplier)
    {
        long? all = (long?)channels * multiplier;
        return all is > int.MaxValue or < int.MinValue
            ? throw new CommandException(
                $"depth_multiplier={multiplier} makes {all} channels of {channels}. At most {int.MaxValue} are possible.")
            : (int?)all;
    }

    private void RequireKnown()
    {
        // Whether there is a bias changes little: PyTorch's default stands for it.
        var unknown = Unknown.Values.Where(value => value.Parameter != "bias" && !IsGiven(value.Parameter)).ToList();
        if (unknown.Count == 0)
            return;
        string names = string.Join(", ", unknown.Select(value => $"{value.Parameter}={value.Source}"));
        string flags = string.Join(' ', unknown.Select(value => $"{Flag(value.Parameter)} {Example(value.Parameter)}"));
        throw new CommandException(
            $"{names}: the line does not say {(unknown.Count == 1 ? "this value" : "these values")}. Give "
            + $"{(unknown.Count == 1 ? "it" : "them")} by option, the rest is kept. Try: {flags}");
    }

    private void RequireAll()
    {
        string[] missing =
        [
            .. InChannels is null ? ["in_channels"] : (string[])[],
            .. OutChannels is null ? ["out_channels"] : (string[])[],
            .. KernelSize is null ? ["kernel_size"] : (string[])[],
        ];
        if (missing.Length == 0)
            return;
        string names = string.Join(" and ", missing.Select(name => $"{name} ({Flag(name)})"));
        throw new CommandException(
            $"{Type ?? LayerType.Default}: {names} {(missing.Length == 1 ? "is" : "are")} missing. A layer needs in_channels, "
            + "out_channels and kernel_size. "
            + $"Try: {string.Join(' ', missing.Select(name => $"{Flag(name)} {Example(name)}"))}");
    }

    /// <summary>The padding; one pair of sides, <c>--padding 0:1</c>, holds for all dimensions.</summary>
    private ConvPadding PaddingOf(int dims) => Padding is not { } padding ? ConvPadding.Valid
        : padding.Before != padding.After && padding.Before.Count == 1 && dims > 1
            ? ConvPadding.Explicit([.. Enumerable.Repeat((padding.Before[0], padding.After[0]), dims)])
            : padding;

    private CommandException StridedSame()
    {
        var padding = ForDivisibleSizes().Padding!.Value;
        string[] all = [.. padding.Before.Zip(padding.After, (before, after) => FormattableString.Invariant($"{before}:{after}"))];
        string sides = string.Join(',', all.Distinct().Count() == 1 ? all[..1] : all);
        return new CommandException(
            $"With strides={Stride}, Keras and TensorFlow pad 'same' by a rule of their own, ⌈in / stride⌉ outputs, which depends on the size "
            + $"of the input; PyTorch has no such padding. Where the size is divisible by the stride, it is {sides} (before:after). "
            + $"Try: --padding {sides}");
    }

    private bool IsGiven(string parameter) => parameter switch
    {
        "in_channels" => InChannels is not null,
        "out_channels" => OutChannels is not null,
        "kernel_size" => KernelSize is not null,
        "stride" => Stride is not null,
        "padding" => Padding is not null,
        "output_padding" => OutputPadding is not null,
        "dilation" => Dilation is not null,
        "groups" => Groups is not null,
        _ => PaddingMode is not null,
    };

    private static string Flag(string parameter) => parameter switch
    {
        "in_channels" => "--in",
        "out_channels" => "--out",
        "kernel_size" => "--kernel",
        _ => "--" + parameter.Replace('_', '-'),
    };

    private static string Example(string parameter) => parameter switch
    {
        "in_channels" => "64",
        "out_channels" => "128",
        "kernel_size" => "3",
        "groups" => "4",
        "padding_mode" => "zeros",
        "output_padding" => "0",
        _ => "1",
    };
}

/// <summary>Parameters whose values a line does not say.</summary>
/// <param name="Values">The parameters in PyTorch's spelling, and what stands there.</param>
internal sealed record Unknowns(IReadOnlyList<(string Parameter, string Source)> Values)
{
    /// <summary>None.</summary>
    public static Unknowns None { get; } = new([]);

    /// <summary>These and one more.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="source">What stands there.</param>
    public Unknowns With(string parameter, string source) => new([.. Values, (parameter, source)]);
}
