using System.CommandLine;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>How every verb is given a layer: one argument, and a flag for each hyperparameter.</summary>
internal sealed class LayerSyntax
{
    private readonly Argument<string?> _layer = new("LAYER") { Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> _in = Number("--in", "Channels of the input.");
    private readonly Option<int?> _out = Number("--out", "Channels of the output.");
    private readonly Option<IntPair?> _kernel = Pair("--kernel", "Kernel size: 3, or height and width as 1x7 or 1,7.");
    private readonly Option<IntPair?> _stride = Pair("--stride", "Step of the window (default 1).");
    private readonly Option<Padding2d?> _padding = Value.Of<Padding2d?>(
        "--padding",
        "N|same|valid",
        "Rows and columns added around the input: 1, or 1,2, or same, or valid (default 0).",
        (name, text) => HyperparameterText.Padding(name, text));

    private readonly Option<IntPair?> _dilation = Pair("--dilation", "Distance between the taps of a filter (default 1).");
    private readonly Option<int?> _groups;
    private readonly Option<bool> _noBias = new("--no-bias") { Description = "No bias (the default has one)." };
    private readonly Option<PaddingMode?> _paddingMode = Value.Of<PaddingMode?>(
        "--padding-mode",
        "MODE",
        "What stands in the padding: zeros, reflect, replicate or circular (default zeros).",
        (name, text) => HyperparameterText.Word<PaddingMode>(name, text));

    /// <summary>Adds the argument and the flags to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="groups">The line of help of <c>--groups</c>.</param>
    public LayerSyntax(Command verb, string groups = "How many convolutions stand side by side (default 1).")
    {
        _groups = Number("--groups", groups);
        verb.Add(_layer);
        Option[] flags = [_in, _out, _kernel, _stride, _padding, _dilation, _groups, _noBias, _paddingMode];
        foreach (var flag in flags)
            verb.Add(flag);
    }

    /// <summary>What stood in the place of LAYER, or null.</summary>
    public string? Text(ParseResult line) => line.GetValue(_layer);

    /// <summary>The flags that were given.</summary>
    public Hyperparameters Flags(ParseResult line) => new(
        line.GetValue(_in),
        line.GetValue(_out),
        line.GetValue(_kernel),
        line.GetValue(_stride),
        line.GetValue(_padding),
        line.GetValue(_dilation),
        line.GetValue(_groups),
        line.GetValue(_noBias) ? false : null,
        line.GetValue(_paddingMode));

    /// <summary>The layer that was given.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public Layer Read(ParseResult line, Notebook notebook) => LayerReader.Read(Text(line), Flags(line), notebook);

    private static Option<int?> Number(string name, string description) =>
        Value.Of<int?>(name, "N", description, (option, text) => HyperparameterText.Integer(option, text));

    private static Option<IntPair?> Pair(string name, string description) =>
        Value.Of<IntPair?>(name, "N|HxW", description, (option, text) => HyperparameterText.Pair(option, text));
}
