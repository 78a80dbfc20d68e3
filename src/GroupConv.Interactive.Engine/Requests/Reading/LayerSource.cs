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

    // torch.nn, nn.modules.conv, TorchSharp.torch.nn, tnn and the like.
    private static readonly string[] s_torchQualifiers = ["nn", "torch", "conv", "ConvSpec", "Core"];

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
            : NoLayer(text, (items.FirstOrDefault(item => IsNear(item.Call)) ?? items[0]).Call);
    }

    private static bool IsNear(CallNode call) => call.Name.Contains("conv", StringComparison.OrdinalIgnoreCase);

    private static void Collect(string text, string name, CallNode call, List<SourceLayer> layers)
    {
        // A wrapper of a layer may have a layer's name: lora.Conv2d((base_layer): Conv2d(...)).
        bool isWrapper = call.Arguments.Count > 0 && call.Arguments.All(argument => argument.IsChild);
        if (!isWrapper && ForeignLayers.Read(text, name, call) is { } foreign)
        {
            layers.AddRange(foreign);
            return;
        }

        if (!isWrapper && LayerSignature.Named(call.Type) is { } signature)
        {
            RequireQualifier(text, call, signature);
            layers.Add(new SourceLayer(name, new LayerCall(text, call, signature).Read()));
            return;
        }

        // sequential.add_module("conv0", nn.Conv2d(...))
        if (call.Type is "add_module" or "register_module" && call.Arguments is [{ Value: TextNode key }, { Value: CallNode module }, ..])
        {
            Collect(text, key.Text, module, layers);
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

    private static void RequireQualifier(string text, CallNode call, LayerSignature signature)
    {
        string[] qualifiers = call.Qualifier.Split('.');
        bool isTorch = qualifiers is [""] || qualifiers.Any(part => s_torchQualifiers.Contains(part));
        bool isKnown = signature.Framework == Framework.PyTorch ? isTorch : call.Qualifier is not ("nn" or "torch.nn");
        if (signature.Framework == Framework.Keras && !isKnown)
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

    /// <summary>The name of a part of what has a name.</summary>
    /// <param name="name">The name; may be empty.</param>
    /// <param name="part">The part's name.</param>
    internal static string Join(string name, string part) => name.Length == 0 ? part : $"{name}.{part}";

    private static string Parent(string name) => name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "";
}
