namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>A layer of source text.</summary>
/// <param name="Name">Its name there, such as <c>layer1.0.conv2</c>; empty where it has none.</param>
/// <param name="Hyperparameters">What the text says of it.</param>
internal sealed record SourceLayer(string Name, Hyperparameters Hyperparameters);

/// <summary>
/// The one reader of layers: a line of PyTorch, Keras, TorchSharp or C#, a <c>Sequential</c>, a whole <c>print(model)</c>, or a piece of a
/// program, with whatever stands around the layers there.
/// </summary>
/// <remarks>Parameters and their order: PyTorch, <c>torch.nn</c>; Keras, <c>keras.layers</c>.</remarks>
internal static class LayerSource
{
    private const int LongestText = 200_000;

    private static readonly string[] s_torchQualifiers = ["", "nn", "torch.nn", "nn.modules.conv", "torch.nn.modules.conv", "ConvSpec",
        "GroupConv.Core", "TorchSharp.torch.nn"];

    /// <summary>Whether text is meant as source text rather than as the name of a variable or a file.</summary>
    /// <param name="text">The text.</param>
    public static bool Looks(string text) => text.Contains('(', StringComparison.Ordinal) && !File.Exists(text);

    /// <summary>All convolutions of the text, in order.</summary>
    /// <param name="text">The source text.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="CommandException">There is none, or something cannot be read; says where, and what was expected.</exception>
    public static IReadOnlyList<SourceLayer> Read(string text)
    {
        if (text.Length > LongestText)
            throw new CommandException(
                FormattableString.Invariant($"A text of {text.Length} characters is too long: at most {LongestText} are read."));
        var items = SourceReader.Read(text);
        var layers = new List<SourceLayer>();
        foreach (var item in items)
            Collect(text, item.Name ?? "", item.Call, layers);
        if (layers.Count > 0)
            return layers;
        throw items.Count == 0
            ? SourceMistake.At(text, 0, "expected Conv2d(...), nn.Conv2d(...) or torch.nn.Conv2d(...)")
            : NoLayer(text, items[0].Call);
    }

    private static void Collect(string text, string name, CallNode call, List<SourceLayer> layers)
    {
        if (SeparableDims(call) is { } dims)
        {
            layers.AddRange(Separable(text, name, call, dims));
            return;
        }

        if (LayerSignature.Named(call.Type) is { } signature)
        {
            RequireQualifier(text, call, signature);
            layers.Add(new SourceLayer(name, new LayerCall(text, call, signature).Read()));
            return;
        }

        if (call.Type == "ConvSpec" && SpecCall(call) is var (type, arguments))
        {
            var line = new CallNode(call.Start, call.Source, type.ToString(), arguments);
            layers.Add(new SourceLayer(name, new LayerCall(text, line, LayerSignature.Named(type.ToString())!).Read()));
            return;
        }

        int index = 0;
        foreach (var argument in call.Arguments)
        {
            string part = argument.Name is { } own && argument.IsChild ? own : FormattableString.Invariant($"{index}");
            index += CollectFrom(text, Join(name, part), argument.Value, layers) ? 1 : 0;
        }
    }

    /// <summary>Looks for layers in a value of any kind.</summary>
    /// <returns>Whether it was a module.</returns>
    private static bool CollectFrom(string text, string name, Node value, List<SourceLayer> layers)
    {
        switch (value)
        {
            case CallNode { Type: "OrderedDict" } dictionary:
                foreach (var argument in dictionary.Arguments)
                    CollectFrom(text, Parent(name), argument.Value, layers);
                return false;
            case CallNode call:
                Collect(text, name, call, layers);
                return true;
            case TupleNode { Items: [TextNode key, CallNode call] }:
                Collect(text, Join(Parent(name), key.Text), call, layers);
                return false;
            case TupleNode tuple:
                int index = 0;
                foreach (var item in tuple.Items)
                    index += CollectFrom(text, Join(Parent(name), FormattableString.Invariant($"{index}")), item, layers) ? 1 : 0;
                return false;
            default:
                return false;
        }
    }

    private static int? SeparableDims(CallNode call) => call.Type switch
    {
        "SeparableConv1D" or "SeparableConvolution1D" => 1,
        "SeparableConv2D" or "SeparableConvolution2D" => 2,
        _ => null,
    };

    // Keras' separable layer is a depthwise one without a bias and a 1×1 one.
    private static IEnumerable<SourceLayer> Separable(string text, string name, CallNode call, int dims)
    {
        (string, string?)[] parameters =
        [
            ("filters", "out_channels"), ("kernel_size", "kernel_size"), ("strides", "stride"), ("padding", "padding"),
                ("data_format", null),
            ("dilation_rate", "dilation"), ("depth_multiplier", "depth_multiplier"), ("activation", null), ("use_bias", "bias"),
                ("input_shape", "input_shape"),
        ];
        var type = new LayerType(dims, false);
        var given = new LayerCall(text, call, new LayerSignature(call.Type, type, Framework.Keras, parameters)).Read();
        int multiplier = given.DepthMultiplier ?? 1;
        yield return new SourceLayer(
            Join(name, "depthwise"), given with { OutChannels = null, DepthMultiplier = multiplier, Bias = false });
        yield return new SourceLayer(
            Join(name, "pointwise"),
            new Hyperparameters { Type = type, InChannels = Hyperparameters.Multiplied(given.InChannels, multiplier),
                OutChannels = given.OutChannels, KernelSize = 1, Bias = given.Bias });
    }

    // new ConvSpec(2, false, 8, 8, 3, groups: 4): dimensions and kind stand before the rest.
    private static (LayerType Type, IReadOnlyList<Argument> Arguments)? SpecCall(CallNode call) =>
        call.Arguments is [{ Value: NumberNode { Value: >= 1 and <= 3 and var dims } },
            { Value: NameNode { Source: "true" or "false" } kind }, ..]
            ? (new LayerType((int)dims, kind.Source == "true"), [.. call.Arguments.Skip(2)])
            : null;

    private static void RequireQualifier(string text, CallNode call, LayerSignature signature)
    {
        bool isKnown = signature.Framework == Framework.PyTorch
            ? s_torchQualifiers.Contains(call.Qualifier)
            : call.Qualifier.Length == 0 || call.Qualifier.EndsWith("layers", StringComparison.Ordinal)
                || call.Qualifier is "keras" or "tf.keras" or "L" or "K" or "nn";
        if (signature.Framework == Framework.Keras && call.Qualifier is "nn" or "torch.nn")
            throw SourceMistake.At(text, call.Start, $"{call.Name} is not known. Did you mean 'nn.{signature.Type}'?");
        if (!isKnown)
            throw SourceMistake.At(
                text, call.Start, $"{call.Name} is not known; expected {signature.Name}, nn.{signature.Name} or torch.nn.{signature.Name}");
    }

    private static CommandException NoLayer(string text, CallNode call)
    {
        if (LayerSignature.Functions.Contains(call.Type) && call.Qualifier is not ("nn" or "torch.nn"))
        {
            return SourceMistake.At(
                text, call.Start, $"{call.Name} takes the weight as a tensor, so the line does not say the channels. Give the layer: --in 64 --out 128 --kernel 3 --groups 4, or as nn.Conv2d(64, 128, 3, groups=4)");
        }

        string names = string.Join(", ", LayerType.Names);
        var near = Spelling.Nearest(call.Type, LayerType.Names) is null ? LayerSignature.Names : LayerType.Names;
        return SourceMistake.At(
            text, call.Start, $"{call.Type} is not a convolution that GroupConv knows.{Spelling.DidYouMean(call.Type, near)} Expected {names}");
    }

    private static string Join(string name, string part) => name.Length == 0 ? part : $"{name}.{part}";

    private static string Parent(string name) => name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "";
}
