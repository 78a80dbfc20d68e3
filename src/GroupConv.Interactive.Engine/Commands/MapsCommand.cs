using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Engine.Requests.Reading;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary><c>maps</c>: draws feature maps by group, of a tensor or of a layer's output.</summary>
internal sealed class MapsCommand : VerbCommand
{
    private readonly LayerSyntax _layer;
    private readonly Option<string?> _input = InputSyntax.Option(
        "The layer's input, or what to draw: a C# variable that holds a tensor or an array, or a file.");
    private readonly Option<MapScale?> _scale = Value.Of<MapScale?>(
        "--scale",
        "layer|group|channel",
        "What shares one colour scale (default layer).",
        (name, text) => HyperparameterText.Word<MapScale>(name, text)).Offering(HyperparameterText.Words<MapScale>());

    private readonly Option<int?> _slice = Value.Of<int?>(
        "--slice", "N", "Of volumes, which slice in depth (default the middle one).", (name, text) =>
            HyperparameterText.Integer(name, text));

    private readonly Option<bool> _all = Value.All("Draw every channel, as far as an output holds them.");
    private readonly Option<string?> _as = Value.As("Store the maps, a Tensor<float>, in a C# variable.");

    public MapsCommand()
        : base("maps", "Draw feature maps by group: of a tensor, or of what a layer makes of an input.")
    {
        _layer = new LayerSyntax(
            this,
            "Groups of the layer; or into how many groups the channels of a tensor fall (default: those of the layer that 'run' made it "
            + "with).");
        Add(_input);
        Add(_scale);
        Add(_slice);
        Add(_all);
        Add(_as);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "maps y",
        "maps y --groups 3 --scale channel",
        "maps \"nn.Conv2d(3, 9, 3, groups=3)\" --input photo.png",
        "maps --input photo.png --groups 3",
    ];

    public override object Run(ParseResult line, Notebook notebook)
    {
        var result = Request(line, notebook).Answer(notebook);
        if (line.GetValue(_as) is { } name)
            notebook.Set(name, result.Maps);
        return result;
    }

    private MapsRequest Request(ParseResult line, Notebook notebook)
    {
        string? text = _layer.Text(line), input = line.GetValue(_input);
        var flags = _layer.Flags(line);
        if (input is null && text is null)
            throw new CommandException($"What should be drawn? Name a tensor, or a layer and its --input. Try: {Name} y");
        string? drawn = text is null
            ? ((flags with { Type = null }).AnyButGroups ? null : input)
            : (input is null && !IsLayer(text, notebook) ? text : null);
        var scale = line.GetValue(_scale) ?? MapScale.Layer;
        bool all = line.GetValue(_all);
        if (drawn is null)
        {
            var layer = _layer.Read(line, notebook);
            return new MapsRequest(
                layer,
                TensorInput.Read(input ?? throw InputSyntax.Missing(Name, text), notebook),
                null,
                scale,
                all,
                line.GetValue(_slice),
                null);
        }

        if ((flags with { Type = null }).AnyButGroups)
        {
            throw new CommandException(
                $"{drawn} is a tensor to draw: of a layer's flags only --groups has a meaning for it. "
                + $"Try: {Name} {MagicLine.Join([drawn])} --groups 3");
        }

        return new MapsRequest(null, TensorInput.Read(drawn, notebook), flags.Groups, scale, all, line.GetValue(_slice), flags.Type?.Dims);
    }

    private static bool IsLayer(string text, Notebook notebook) =>
        LayerSource.Looks(text) || (notebook.TryGet(text, out object? value) && LayerReader.IsLayer(value));
}
