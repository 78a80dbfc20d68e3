using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>wiring</c>: the diagram of which channels each group reads and makes.</summary>
internal sealed class WiringCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<bool> _all = Value.All("Draw every group and every channel by itself, as far as an output holds them.");
    private readonly Option<string?> _as = Value.As("Store the result in a C# variable.");

    public WiringCommand()
        : base("wiring", "The diagram: which input channels each group reads, and which output channels it makes.")
    {
        _layer = new LayerSyntax(this);
        Add(_all);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "wiring \"nn.Conv2d(8, 16, 3, groups=4)\"",
        "wiring --in 128 --out 256 --kernel 1 --groups 128 --all",
        "wiring conv",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var result = new WiringRequest(_layer.Read(line, notebook), line.GetValue(_all)).Answer();
        if (line.GetValue(_as) is { } name)
            notebook.Set(name, result);
        return result;
    }
}
