using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests.Reading;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Finds the layer that was given: by flags, by source text, or by a variable; flags win over the other two.</summary>
internal static class LayerReader
{
    private const string Ways = "Give a layer as a line of PyTorch in quotes, as a C# variable that holds one, or by flags.";
    private const string Example = "Try: \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"";
    private const int NamesShown = 8;

    /// <summary>The one layer that was given.</summary>
    /// <param name="text">Source text or a variable's name; null for flags alone.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="notebook">The notebook.</param>
    /// <exception cref="CommandException">No layer, several, or none of that name.</exception>
    /// <exception cref="ConvException">The hyperparameters are out of range or do not fit together.</exception>
    public static Layer Read(string? text, Hyperparameters flags, Notebook notebook)
    {
        var layers = ReadAll(text, flags, notebook);
        if (layers.Count == 1)
            return layers[0].Layer;
        string names = string.Join(
            ", ",
            layers.Take(NamesShown).Select((layer, i) => layer.Name.Length > 0 ? layer.Name : FormattableString.Invariant($"layer {i}")));
        throw new CommandException(
            $"The text holds {layers.Count} layers ({names}{(layers.Count > NamesShown ? ", ..." : "")}), and this verb takes one. "
            + $"'explain' lists them all. Try: \"{layers[0].Layer.Spec}\"");
    }

    /// <summary>All layers that were given, with their names; names are empty where there are none.</summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<(string Name, Layer Layer)> ReadAll(string? text, Hyperparameters flags, Notebook notebook)
    {
        if (text is null)
            return flags.Any ? [("", new Layer(flags.ToSpec()))] : throw new CommandException($"Which layer? {Ways} {Example}");
        if (!LayerSource.Looks(text))
            return [("", OfVariable(text, flags, notebook))];
        var layers = LayerSource.Read(text);
        return [.. layers.Select(layer => (layer.Name, new Layer(flags.Over(layer.Hyperparameters).ToSpec())))];
    }

    /// <summary>The hyperparameters if the text names a layer; none otherwise. Never throws for a user's mistake.</summary>
    /// <param name="text">Source text, perhaps unfinished, or a variable's name.</param>
    /// <param name="notebook">The notebook.</param>
    public static Hyperparameters Known(string text, Notebook notebook)
    {
        try
        {
            return LayerSource.Looks(text)
                ? LayerSource.Read(text) is [var only] ? only.Hyperparameters : new Hyperparameters()
                : notebook.TryGet(text, out object? value) && SpecOf(value) is { } spec ? Hyperparameters.Of(spec) : new Hyperparameters();
        }
        catch (CommandException)
        {
            return new Hyperparameters();
        }
    }

    /// <summary>Whether a value is a layer, or the hyperparameters of one.</summary>
    /// <param name="value">The value.</param>
    public static bool IsLayer(object? value) => SpecOf(value) is not null;

    private static Layer OfVariable(string name, Hyperparameters flags, Notebook notebook)
    {
        if (!notebook.TryGet(name, out object? value))
            throw new CommandException($"{notebook.Unknown(name, "layers", IsLayer)} {Ways} {Example}");
        if (value is Tensor<float>)
        {
            throw new CommandException(
                $"{name} is a {TypeText.Describe(value)}, not a layer. 'maps {name}' draws it; a layer reads it with 'run LAYER --input "
                + $"{name}'.");
        }

        var spec = SpecOf(value)
            ?? throw new CommandException(
                $"{name} is a {TypeText.Describe(value)}, not a layer (such as Conv2d or ConvSpec). {Ways} {Example}");
        var variable = value switch
        {
            PreparedConv => new LayerVariable($"{name}.Shape.Spec", spec, null),
            Learning.Convolution module => new LayerVariable($"{name}.Layer", spec, module.Layer),
            _ => new LayerVariable(name, spec, value as ConvLayer),
        };
        return new Layer(flags.Any ? flags.Over(Hyperparameters.Of(spec)).ToSpec() : spec, variable);
    }

    private static ConvSpec? SpecOf(object? value) => value switch
    {
        ConvLayer layer => layer.Spec,
        ConvSpec spec => spec,
        PreparedConv prepared => prepared.Shape.Spec,
        Learning.Convolution module => module.Layer.Spec,
        _ => null,
    };
}
