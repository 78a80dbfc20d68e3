using System.CommandLine;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>explain</c>: shapes, weight, groups, parameters and MACs of a layer.</summary>
internal sealed class ExplainCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<IntTuple?> _size = Value.Of<IntTuple?>(
        "--size",
        "N|N,N",
        "Spatial size of the input: 112, or a number for each dimension as 112x96 (default 1024 for signals, 56 for images, 16 for "
        + "volumes, enlarged if the layer needs more).",
        (name, text) => HyperparameterText.Tuple(name, text));

    private readonly Option<int?> _batch = Value.Of<int?>(
        "--batch", "N", "Images in the batch (default 1).", (name, text) => Batch(name, text));
    private readonly Option<string?> _as = Value.As("Store the result in a C# variable.");

    public ExplainCommand()
        : base("explain", "What a layer is: shapes, weight, what each group reads and makes, parameters and MACs.")
    {
        _layer = new LayerSyntax(this);
        Add(_size);
        Add(_batch);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"",
        "explain \"nn.ConvTranspose2d(128, 64, 4, stride=2, padding=1, groups=4)\" --size 28",
        "explain --in 64 --out 128 --kernel 3 --padding same --groups 4 --size 112x96",
        "explain conv --groups 3",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var found = _layer.ReadAll(line, notebook);
        object result = found is { Layers: [var (_, layer)], Unread: [] }
            ? new ExplainRequest(layer, line.GetValue(_size), line.GetValue(_batch) ?? 1).Answer()
            : new LayersResult(
                [.. found.Layers.Select(each => new NamedLayer(each.Name, each.Layer.Spec))],
                $"ConvSpec[] layers = [{string.Join(", ", found.Layers.Select(each => each.Layer.CSharpSpec))}];",
                [.. found.Unread.Select(each => $"{(each.Name.Length > 0 ? $"{each.Name}: " : "")}{each.Problem}")]);
        if (line.GetValue(_as) is { } name)
            notebook.Set(name, result);
        return result;
    }

    private static int Batch(string option, string text)
    {
        int batch = HyperparameterText.Integer(option, text);
        return batch >= 0
            ? batch
            : throw new CommandException($"{option} {text} is negative. A batch has 0 or more images. Try: {option} 1");
    }
}
