using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>run</c>: computes a layer's output, and stores it as a tensor.</summary>
internal sealed class RunCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<string?> _input = InputSyntax.Option(
        "The layer's input: a C# variable that holds a tensor or an array, or a file (image, .npy).");
    private readonly Option<int?> _seed = Value.Of<int?>(
        "--seed", "N", "Seed of the weights of a layer that has none yet (default 0).", (name, text) =>
            HyperparameterText.Integer(name, text));

    private readonly Option<string?> _as = Value.As("Store the output, a Tensor<float>, in a C# variable.");

    public RunCommand()
        : base("run", "Compute a layer's output from a tensor or an image.")
    {
        _layer = new LayerSyntax(this);
        Add(_input);
        Add(_seed);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "run conv --input x --as y",
        "run \"nn.Conv2d(3, 9, kernel_size=3, padding=1, groups=3)\" --input photo.png --as y",
        "run --in 3 --out 3 --kernel 5 --groups 3 --input x --seed 7",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var layer = _layer.Read(line, notebook);
        string input = line.GetValue(_input) ?? throw InputSyntax.Missing(Name, _layer.Text(line));
        return new RunRequest(layer, TensorInput.Read(input, notebook), line.GetValue(_seed), line.GetValue(_as)).Answer(notebook);
    }
}
