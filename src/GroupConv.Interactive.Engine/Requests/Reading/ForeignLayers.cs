using System.Text.RegularExpressions;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>Layers that other libraries write in ways of their own, told with the parameters of PyTorch or Keras.</summary>
/// <remarks>Sources: Keras 1, 2 and 3; ONNX, operators Conv and ConvTranspose; TensorFlow 1, <c>tf.layers</c> and <c>slim</c>.</remarks>
internal static partial class ForeignLayers
{
    private static readonly (string, string?)[] s_functionOfKeras =
    [
        ("inputs", null), ("filters", "out_channels"), ("kernel_size", "kernel_size"), ("strides", "stride"), ("padding", "padding"),
        ("data_format", null), ("dilation_rate", "dilation"), ("num_outputs", "out_channels"), ("stride", "stride"), ("rate", "dilation"),
        ("use_bias", "bias"),
    ];

    private static readonly Dictionary<string, string> s_keras1 = new(StringComparer.Ordinal)
    {
        ["nb_filter"] = "filters",
        ["border_mode"] = "padding",
        ["subsample"] = "strides",
        ["subsample_length"] = "strides",
        ["atrous_rate"] = "dilation_rate",
        ["filter_length"] = "kernel_size",
        ["bias"] = "use_bias",
        ["init"] = "kernel_initializer",
        ["W_regularizer"] = "kernel_regularizer",
        ["b_regularizer"] = "bias_regularizer",
        ["dim_ordering"] = "data_format",
    };

    /// <summary>The layers of a call; null where it is none of these.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="call">The call.</param>
    public static IReadOnlyList<SourceLayer>? Read(string text, string name, CallNode call)
    {
        if (SeparableDims(call) is { } dims)
            return Separable(text, name, call, dims);
        if (Keras1(call) is { } renamed && LayerSignature.Named(renamed.Type) is { } keras)
            return [new SourceLayer(name, new LayerCall(text, renamed, keras).Read())];
        if (call.Type == "ConvSpec" && SpecCall(call) is var (type, arguments))
        {
            var line = new CallNode(call.Start, call.Source, type.ToString(), arguments);
            return [new SourceLayer(name, new LayerCall(text, line, LayerSignature.Named(type.ToString())!).Read())];
        }

        if (call.Type is "conv1d" or "conv2d" or "conv3d" && call.Qualifier.Split('.')[^1] is "layers" or "slim")
        {
            var function = new LayerSignature(call.Type, new LayerType(call.Type[4] - '0', false), Framework.Keras, s_functionOfKeras);
            var read = new LayerCall(text, call, function).Read();
            return [new SourceLayer(name, call.Qualifier.EndsWith("slim", StringComparison.Ordinal) ? AsSame(read) : read)];
        }

        if (OnnxNode.Read(text, call) is { } node)
            return [new SourceLayer(name, node)];
        if (FunctionWithWeight(call) is { } functional)
            return [new SourceLayer(name, new LayerCall(text, functional, LayerSignature.Named(functional.Type)!).Read())];
        if (Derived(call) is not { } derived)
            return null;
        var printed = new LayerCall(text, derived, LayerSignature.Named(derived.Type)!).Read();
        return [new SourceLayer(name, call.Type.Contains("Same", StringComparison.Ordinal) ? AsSame(printed) : printed)];
    }

    private static int? SeparableDims(CallNode call) => call.Type switch
    {
        "SeparableConv1D" or "SeparableConvolution1D" => 1,
        "SeparableConv2D" or "SeparableConvolution2D" => 2,
        _ => null,
    };

    // Keras' separable layer is a depthwise one without a bias and a 1×1 one.
    private static IReadOnlyList<SourceLayer> Separable(string text, string name, CallNode call, int dims)
    {
        (string, string?)[] parameters =
        [
            ("filters", "out_channels"), ("kernel_size", "kernel_size"), ("strides", "stride"), ("padding", "padding"),
            ("data_format", null), ("dilation_rate", "dilation"), ("depth_multiplier", "depth_multiplier"), ("activation", null),
            ("use_bias", "bias"), ("input_shape", "input_shape"),
        ];
        var type = new LayerType(dims, false);
        var given = new LayerCall(text, call, new LayerSignature(call.Type, type, Framework.Keras, parameters)).Read();
        int multiplier = given.DepthMultiplier ?? 1;
        return
        [
            new SourceLayer(LayerSource.Join(name, "depthwise"), given with
            {
                OutChannels = null, DepthMultiplier = multiplier, Bias = false,
            }),
            new SourceLayer(LayerSource.Join(name, "pointwise"), new Hyperparameters
            {
                Type = type, InChannels = Hyperparameters.Multiplied(given.InChannels, multiplier), OutChannels = given.OutChannels,
                KernelSize = 1, Bias = given.Bias,
            }),
        ];
    }

    /// <summary>A layer as Keras 1 wrote it, <c>Convolution2D(64, 3, 3, border_mode='same')</c>, as Keras writes it now.</summary>
    private static CallNode? Keras1(CallNode call)
    {
        string type = call.Type.Replace("Convolution", "Conv", StringComparison.Ordinal);
        bool isOld = call.Arguments.Any(
            argument => argument.Name is { } name && (name is "nb_row" or "nb_col" || s_keras1.ContainsKey(name)));
        if (type == call.Type && (!isOld || !type.EndsWith('D')) || type is not ("Conv1D" or "Conv2D" or "Conv3D"))
            return null;
        int dims = type[4] - '0';
        int numbers = call.Arguments.TakeWhile(argument => argument is { Name: null, Value: NumberNode or NameNode }).Count();
        var arguments = new List<Argument>();
        var kernel = new List<Argument>();
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            var argument = call.Arguments[i];
            if (argument.Name is "nb_row" or "nb_col" || (argument.Name is null && dims > 1 && numbers == dims + 1 && i >= 1 && i <= dims))
                kernel.Add(argument);
            else
                arguments.Add(argument with { Name = argument.Name is { } name ? s_keras1.GetValueOrDefault(name, name) : null });
        }

        if (kernel.Count > 0)
        {
            string source = $"({string.Join(", ", kernel.Select(each => each.Value.Source))})";
            var size = new TupleNode(kernel[0].Start, source, [.. kernel.Select(each => each.Value)]);
            string? name = arguments is [{ Name: null }, ..] ? null : "kernel_size";
            arguments.Insert(Math.Min(1, arguments.Count), new Argument(name, false, kernel[0].Start, size));
        }

        return call with { Name = type, Arguments = arguments };
    }

    // new ConvSpec(2, false, 8, 8, 3, groups: 4): dimensions and kind stand before the rest.
    private static (LayerType Type, IReadOnlyList<Argument> Arguments)? SpecCall(CallNode call) =>
        call.Arguments is [{ Value: NumberNode { Value: >= 1 and <= 3 and var dims } },
        { Value: NameNode { Source: "true" or "false" } kind }, ..]
            ? (new LayerType((int)dims, kind.Source == "true"), [.. call.Arguments.Skip(2)])
            : null;

    /// <summary><c>F.conv2d(x, torch.randn(8, 2, 3, 3), groups=4)</c>: the weight's lengths are in the line.</summary>
    private static CallNode? FunctionWithWeight(CallNode call)
    {
        bool isTransposed = call.Type.StartsWith("conv_transpose", StringComparison.Ordinal);
        if (!call.Type.StartsWith("conv", StringComparison.Ordinal) || call.Type[^1] != 'd'
            || !LayerSignature.Functions.Contains(call.Type))
            return null;
        string[] order = isTransposed
            ? ["input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation"]
            : ["input", "weight", "bias", "stride", "padding", "dilation", "groups"];
        var given = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var (argument, i) in call.Arguments.Select((argument, i) => (argument, i)))
            given.TryAdd(argument.Name ?? (i < order.Length ? order[i] : ""), argument.Value);
        if (given.GetValueOrDefault("weight") is not CallNode { Type: "randn" or "rand" or "zeros" or "ones" or "empty" } made)
            return null;
        Node[] lengths = made.Arguments is [{ Value: TupleNode tuple }, ..]
            ? [.. tuple.Items]
            : [.. made.Arguments.TakeWhile(argument => argument.Name is null).Select(argument => argument.Value)];
        double groups = given.GetValueOrDefault("groups") is NumberNode number ? number.Value : 1;
        if (lengths.Length != call.Type[^2] - '0' + 2 || lengths is not [NumberNode first, NumberNode second, ..])
            return null;
        var other = new NumberNode(second.Start, second.Source, second.Value * groups);
        var arguments = new List<Argument>
        {
            Named("in_channels", isTransposed ? first : other),
            Named("out_channels", isTransposed ? other : first),
            Named("kernel_size", new TupleNode(lengths[2].Start, call.Source, lengths[2..])),
        };
        if (given.GetValueOrDefault("bias") is null or NameNode { Source: "None" })
            arguments.Add(Named("bias", new NameNode(call.Start, "False")));
        arguments.AddRange(order[3..].Where(given.ContainsKey).Select(each => Named(each, given[each])));
        string type = (isTransposed ? "ConvTranspose" : "Conv") + call.Type[^2..];
        return new CallNode(call.Start, call.Source, type, arguments);

        static Argument Named(string name, Node value) => new(name, false, value.Start, value);
    }

    /// <summary>
    /// A class derived from one of PyTorch's, as <c>print(model)</c> shows it: <c>Conv2dSame(32, 64, kernel_size=(3, 3), stride=(1,
    /// 1))</c>.
    /// </summary>
    private static CallNode? Derived(CallNode call)
    {
        if (LayerSignature.Named(call.Type) is not null || LayerName().Match(call.Type) is not { Success: true } known
            || call.Arguments.Count < 4 || call.Arguments[0] is not { Name: null, Value: NumberNode }
                || call.Arguments[1] is not { Name: null, Value: NumberNode }
            || !call.Arguments.Any(argument => argument.Name == "kernel_size")
            || !call.Arguments.Any(argument => argument.Name == "stride"))
            return null;
        var signature = LayerSignature.Named(known.Value)!;
        return call with
        {
            Name = known.Value,
            Arguments = [.. call.Arguments.Where((argument, i) => i < 2 || signature.Parameters.Any(each => each.Name == argument.Name))],
        };
    }

    // Its padding is not among what is printed.
    private static Hyperparameters AsSame(Hyperparameters read) => read.Padding is not null || read.SameWithStride ? read
        : read.Stride is { } stride && !stride.All(1) ? read with { SameWithStride = true }
        : read with { Padding = ConvPadding.Same };

    [GeneratedRegex("Conv(?:Transpose)?[123]d", RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
