using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>Turns the call of a layer into hyperparameters.</summary>
/// <param name="text">The whole text.</param>
/// <param name="call">The call.</param>
/// <param name="signature">How its framework writes the layer.</param>
internal sealed class LayerCall(string text, CallNode call, LayerSignature signature)
{
    private readonly NodeValues _values = new(text);

    /// <summary>The hyperparameters; what is missing stays unset.</summary>
    /// <exception cref="CommandException">A parameter is unknown, given twice, or has a value that it cannot have.</exception>
    public Hyperparameters Read()
    {
        var given = new Hyperparameters { Type = signature.Type };
        if (signature.Name.StartsWith("Depthwise", StringComparison.Ordinal))
            given = given with { DepthMultiplier = 1 };
        foreach (var (ours, value) in Bind())
        {
            if (ours is null)
                continue;
            given = NodeValues.IsUnknown(value) && ours != "input_shape"
                ? given with { Unknown = given.Unknown.With(ours, value.Source) }
                : Set(given, ours, value);
        }

        if (signature.Framework == Framework.Keras && given is { Padding.IsSame: true, Stride: { } stride } && !stride.All(1))
            return given with { Padding = null, SameWithStride = true };
        return _isCausal && given.KernelSize is { Count: 1 } taps
            ? given with { Padding = ConvPadding.Explicit(((taps[0] - 1) * (given.Dilation ?? 1)[0], 0)) }
            : given;
    }

    // Parameters that change no shape, of any framework.
    private static readonly string[] s_skipped = ["name", "trainable", "autocast", "seed", "dtype", "scope", "reuse", "activation",
        "activation_fn", "normalizer_fn", "normalizer_params", "data_format"];

    // TorchSharp has padding_mode before groups and bias.
    private static readonly string[] s_torchSharpOrder =
        ["in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "dilation", "padding_mode", "groups", "bias"];

    private readonly IReadOnlyList<(string Name, string? Ours)> _parameters = call.Arguments.Any(argument =>
        argument is { Name: null, Value: NameNode mode } && mode.Source.Contains("PaddingModes.", StringComparison.Ordinal))
        ? [.. s_torchSharpOrder.Where(name => signature.Parameters.Any(each => each.Name == name)).Select(name => (name, (string?)name))]
        : signature.Parameters;

    private bool _isCausal;

    /// <summary>Our names of the parameters given, with their values.</summary>
    private List<(string? Ours, Node Value)> Bind()
    {
        var bound = new List<(string?, Node)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool byName = false;
        foreach (var argument in call.Arguments.Where(argument => !argument.IsChild))
        {
            if (argument.Name is null && byName)
                throw SourceMistake.At(text, argument.Start, "a value without a name cannot follow one with a name; write name=value");
            if (argument.Name is null && seen.Count == _parameters.Count)
                throw SourceMistake.At(
                    text,
                    argument.Start,
                    FormattableString.Invariant($"{signature.Name} has {_parameters.Count} parameters, and this is one more"));
            // C# allows a name in its own place: Conv2d(3, 8, 3, 1, 1, dilation: 1, PaddingModes.Zeros).
            byName |= argument.Name is { } given && !(seen.Count < _parameters.Count && IsNamed(_parameters[seen.Count].Name, given));
            if (Parameter(argument, seen.Count) is not { } parameter)
                continue;
            if (!seen.Add(parameter.Name))
                throw SourceMistake.At(text, argument.Start, $"{parameter.Name} is given twice");
            bound.Add((parameter.Ours, argument.Value));
        }

        return bound;
    }

    // C# writes inChannels for in_channels.
    private static bool IsNamed(string parameter, string name) => parameter.Replace("_", "", StringComparison.Ordinal).Equals(
        name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private (string Name, string? Ours)? Parameter(Argument argument, int position)
    {
        if (argument.Name is not { } name)
            return _parameters[position];
        foreach (var parameter in _parameters)
        {
            if (IsNamed(parameter.Name, name))
                return parameter;
        }

        if (s_skipped.Contains(name) || (signature.Framework == Framework.Keras
            && (name.EndsWith("izer", StringComparison.Ordinal)
            || name.EndsWith("constraint", StringComparison.Ordinal) || name.EndsWith("collections", StringComparison.Ordinal))))
            return null;
        string[] names = [.. _parameters.Select(parameter => parameter.Name)];
        throw SourceMistake.At(
            text,
            argument.Start,
            $"{name} is not a parameter of {signature.Name}.{Spelling.DidYouMean(name, names)} There are {string.Join(", ", names)}");
    }

    private Hyperparameters Set(Hyperparameters given, string ours, Node value) => ours switch
    {
        "in_channels" => given with { InChannels = _values.Integer(value, ours) },
        "out_channels" => given with { OutChannels = _values.Integer(value, ours) },
        "kernel_size" => given with { KernelSize = _values.Tuple(value, ours) },
        "stride" => given with { Stride = _values.Tuple(value, ours) },
        "padding" => given with { Padding = Padding(value) },
        "output_padding" => value.Source == "None" ? given : given with { OutputPadding = _values.Tuple(value, ours) },
        "dilation" => given with { Dilation = _values.Tuple(value, ours) },
        "groups" => given with { Groups = _values.Integer(value, ours) },
        "bias" => given with { Bias = _values.Bias(value) },
        "padding_mode" => given with { PaddingMode = _values.Mode(value) },
        "depth_multiplier" => given with { DepthMultiplier = _values.Integer(value, ours) },
        _ => Channels(value) is { } channels ? given with { InChannels = _values.Integer(channels, "input_shape") } : given,
    };

    /// <summary>The channels of Keras' input_shape: last, or first where data_format says so; null where they are not known.</summary>
    private NumberNode? Channels(Node shape)
    {
        bool isFirst = call.Arguments.Any(
            argument => argument is { Name: "data_format", Value: TextNode { Text: "channels_first" or "th" } });
        return shape is not TupleNode { Items: { Count: > 0 } items } ? null : items[isFirst ? 0 : ^1] as NumberNode;
    }

    private ConvPadding Padding(Node value)
    {
        if (signature.Framework == Framework.Keras && value is TextNode { Text: "causal" or "CAUSAL" })
        {
            _isCausal = true;
            return ConvPadding.Valid;
        }

        if (signature.Framework == Framework.Keras && value is not TextNode)
        {
            throw SourceMistake.At(
                text, value.Start, $"Keras' padding is 'valid' or 'same', not {value.Source}. Did you mean PyTorch's nn.{signature.Type}(in_channels, out_channels, ...)?");
        }

        if (signature.Framework == Framework.PyTorch && value is TextNode { Text: "SAME" or "VALID" } word)
            throw SourceMistake.At(
                text,
                value.Start,
                $"padding='{word.Text}' is TensorFlow's spelling; PyTorch writes '{word.Text.ToLowerInvariant()}', and takes 'same' "
                + "with stride=1 only");
        return _values.Padding(value);
    }
}
