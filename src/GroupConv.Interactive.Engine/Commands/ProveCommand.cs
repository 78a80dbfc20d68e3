using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>prove</c>: that a grouped layer equals side-by-side, block-diagonal and per-channel convolutions.</summary>
internal sealed class ProveCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<string?> _input = InputSyntax.Option(
        "The layer's input: a C# variable that holds a Tensor<float>, or a file (default random numbers).");
    private readonly Option<int?> _seed = Value.Of<int?>(
        "--seed",
        "N",
        "Seed of the random input, and of the weights of a layer that has none yet (default 0).",
        (name, text) => HyperparameterText.Integer(name, text));

    private readonly Option<string?> _as = Value.As("Store the result in a C# variable.");

    public ProveCommand()
        : base("prove", "What groups mean, checked on numbers: side by side, block-diagonal, channel by channel.")
    {
        _layer = new LayerSyntax(this);
        Add(_input);
        Add(_seed);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "prove \"nn.Conv2d(8, 16, 3, padding=1, groups=4)\"",
        "prove conv --input x",
        "prove \"nn.ConvTranspose1d(6, 12, 4, stride=2, groups=6)\" --seed 3",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var layer = _layer.Read(line, notebook);
        var input = line.GetValue(_input) is { } text ? TensorInput.Read(text, notebook) : null;
        var result = new ProveRequest(layer, input, line.GetValue(_seed)).Answer(notebook);
        if (line.GetValue(_as) is { } name)
            notebook.Set(name, result);
        return result;
    }
}
