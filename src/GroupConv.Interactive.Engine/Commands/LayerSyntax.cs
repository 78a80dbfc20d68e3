using System.CommandLine;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>How every verb is given a layer: one argument, and a flag for each hyperparameter.</summary>
internal sealed class LayerSyntax
{
    private readonly Argument<string?> _layer = new Argument<string?>("LAYER") { Arity = ArgumentArity.ZeroOrOne }
        .Offering("variable", (_, notebook, _) => notebook.Names(LayerReader.IsLayer));
    private readonly Option<LayerType?> _type = Value.Of<LayerType?>(
        "--type",
        "TYPE",
        $"Which layer: {string.Join(", ", LayerType.Names)} (default Conv2d).",
        (name, text) => HyperparameterText.Type(name, text)).Offering([.. LayerType.Names]);

    private readonly Option<int?> _in = Number("--in", "Channels of the input.");
    private readonly Option<int?> _out = Number("--out", "Channels of the output.");
    private readonly Option<IntTuple?> _kernel = Tuple("--kernel",
        "Kernel size: 3, or a number for each dimension as 1,7 or 1x7.").Offering("1", "3", "5", "7");
    private readonly Option<IntTuple?> _stride = Tuple("--stride", "Step of the window (default 1).");
    private readonly Option<ConvPadding?> _padding = Value.Of<ConvPadding?>(
        "--padding",
        "N|same|valid",
        "What is added around the input: 1, or 1,2, or same, or valid, or before:after as 0:1 (default 0). Transposed: what is cut off "
        + "the output.",
        (name, text) => HyperparameterText.Padding(name, text)).Offering("same", "valid", "0", "1");

    private readonly Option<IntTuple?> _dilation = Tuple("--dilation", "Distance between the taps of a filter (default 1).");
    private readonly Option<IntTuple?> _outputPadding = Tuple(
        "--output-padding", "Transposed: what is added to the output's size on one side (default 0).");
    private readonly Option<int?> _groups;
    private readonly Option<bool> _noBias = new("--no-bias") { Description = "No bias (the default has one)." };
    private readonly Option<PaddingMode?> _paddingMode = Value.Of<PaddingMode?>(
        "--padding-mode",
        "MODE",
        "What stands in the padding: zeros, reflect, replicate or circular (default zeros).",
        (name, text) => HyperparameterText.Word<PaddingMode>(name, text)).Offering(HyperparameterText.Words<PaddingMode>());

    /// <summary>Adds the argument and the flags to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="groups">The line of help of <c>--groups</c>.</param>
    public LayerSyntax(Command verb, string groups = "How many convolutions stand side by side (default 1).")
    {
        _groups = Number("--groups", groups).Offering("value", Groups);
        verb.Add(_layer);
        Option[] flags = [_type, _in, _out, _kernel, _stride, _padding, _outputPadding, _dilation, _groups, _noBias, _paddingMode];
        foreach (var flag in flags)
            verb.Add(flag);
    }

    /// <summary>What stood in the place of LAYER, or null.</summary>
    public string? Text(ParseResult line) => line.GetValue(_layer);

    /// <summary>The flags that were given.</summary>
    public Hyperparameters Flags(ParseResult line) => new()
    {
        Type = line.GetValue(_type),
        InChannels = line.GetValue(_in),
        OutChannels = line.GetValue(_out),
        KernelSize = line.GetValue(_kernel),
        Stride = line.GetValue(_stride),
        Padding = line.GetValue(_padding),
        OutputPadding = line.GetValue(_outputPadding),
        Dilation = line.GetValue(_dilation),
        Groups = line.GetValue(_groups),
        Bias = line.GetValue(_noBias) ? false : null,
        PaddingMode = line.GetValue(_paddingMode),
    };

    /// <summary>The layer that was given.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public Layer Read(ParseResult line, Notebook notebook) => LayerReader.Read(Text(line), Flags(line), notebook);

    /// <summary>All layers that were given, with their names.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public FoundLayers ReadAll(ParseResult line, Notebook notebook) =>
        LayerReader.ReadAll(Text(line), Flags(line), notebook);

    /// <summary>The group counts that the channels allow, as far as the line says them.</summary>
    private IEnumerable<string> Groups(ParseResult line, Notebook notebook, string word)
    {
        int? inChannels = Given(line, _in), outChannels = Given(line, _out);
        if (Text(line) is not { } text)
            return Completing.Groups(inChannels, outChannels);
        if (notebook.TryGet(text, out object? value) && value is Tensor<float> { Rank: >= 2 } tensor)
            return Completing.Groups((int)tensor.Lengths[^Math.Min(3, tensor.Rank)], null);
        var layer = LayerReader.Known(text, notebook);
        return Completing.Groups(inChannels ?? layer.InChannels, outChannels ?? layer.OutChannels);
    }

    // An option that is wrong, or not finished, says nothing yet.
    private static int? Given(ParseResult line, Option<int?> option) =>
        line.GetResult(option) is { } result && !result.Errors.Any() && result.Tokens.Count == 1 ? result.GetValueOrDefault<int?>() : null;

    private static Option<int?> Number(string name, string description) =>
        Value.Of<int?>(name, "N", description, (option, text) => HyperparameterText.Integer(option, text));

    private static Option<IntTuple?> Tuple(string name, string description) =>
        Value.Of<IntTuple?>(name, "N|N,N", description, (option, text) => HyperparameterText.Tuple(option, text));
}
