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
            throw KerasSame(given, stride);
        return given;
    }

    private static readonly string[] s_skipped = ["name", "trainable", "autocast", "seed"];

    /// <summary>Our names of the parameters given, with their values.</summary>
    private List<(string? Ours, Node Value)> Bind()
    {
        var bound = new List<(string?, Node)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        bool byName = false;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is null && byName)
                throw SourceMistake.At(text, argument.Start, "a value without a name cannot follow one with a name; write name=value");
            if (argument.Name is null && seen.Count == signature.Parameters.Count)
                throw SourceMistake.At(
                    text,
                    argument.Start,
                    FormattableString.Invariant($"{signature.Name} has {signature.Parameters.Count} parameters, and this is one more"));
            byName = argument.Name is not null;
            if (Parameter(argument, seen.Count) is not { } parameter)
                continue;
            if (!seen.Add(parameter.Name))
                throw SourceMistake.At(text, argument.Start, $"{parameter.Name} is given twice");
            bound.Add((parameter.Ours, argument.Value));
        }

        return bound;
    }

    private (string Name, string? Ours)? Parameter(Argument argument, int position)
    {
        if (argument.Name is not { } name)
            return signature.Parameters[position];
        // C# writes inChannels for in_channels.
        foreach (var parameter in signature.Parameters)
        {
            if (parameter.Name.Replace("_", "", StringComparison.Ordinal).Equals(
                name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
                return parameter;
        }

        if (s_skipped.Contains(name) || (signature.Framework == Framework.Keras
            && (name.EndsWith("izer", StringComparison.Ordinal) || name.EndsWith(
            "constraint", StringComparison.Ordinal))))
            return null;
        string[] names = [.. signature.Parameters.Select(parameter => parameter.Name)];
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
        // Keras names the shape of the input, channels last.
        _ => value is TupleNode { Items: [.., NumberNode channels] }
            ? given with { InChannels = _values.Integer(channels, "input_shape") }
            : given,
    };

    private ConvPadding Padding(Node value)
    {
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

    private CommandException KerasSame(Hyperparameters given, IntTuple stride)
    {
        int kernel = given.KernelSize is { Count: > 0 } size ? size[0] : 3, total = Math.Max(0, kernel - stride[0]);
        return new CommandException(
            $"{call.Source}: with strides={stride}, Keras pads 'same' by a rule of its own, ⌈in / stride⌉ outputs, which depends on the "
            + "size of the input; PyTorch has no such padding. "
            + $"Where the size is divisible by the stride, it adds {total / 2} before and {total - total / 2} behind. Try: --padding "
            + $"{total / 2}:{total - total / 2}");
    }
}
