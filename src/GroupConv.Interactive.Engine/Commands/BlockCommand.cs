using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>block</c>: the weight as a dense block-diagonal matrix, beside the packed one that is stored.</summary>
internal sealed class BlockCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<int?> _seed = Value.Of<int?>(
        "--seed",
        "N",
        "Seed of the weights of a layer that has none yet (default 0).",
        (name, text) => HyperparameterText.Integer(name, text));

    private readonly Option<string?> _as = Value.As("Store the result in a C# variable.");

    public BlockCommand()
        : base("block", "The weight as a block-diagonal matrix, beside the packed weight that is stored.")
    {
        _layer = new LayerSyntax(this);
        Add(_seed);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "block \"nn.Conv2d(8, 16, 3, padding=1, groups=4)\"",
        "block conv",
        "block \"nn.ConvTranspose2d(8, 4, 4, stride=2, groups=4)\" --seed 1",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var result = new BlockRequest(_layer.Read(line, notebook), line.GetValue(_seed)).Answer();
        if (line.GetValue(_as) is { } name)
            notebook.Set(name, result);
        return result;
    }
}
