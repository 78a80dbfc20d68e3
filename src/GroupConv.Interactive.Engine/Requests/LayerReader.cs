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
        var found = ReadAll(text, flags, notebook);
        if (found is { Layers: [var only], Unread: [] })
            return only.Layer;
        string[] all = [.. found.Layers.Select(layer => layer.Name), .. found.Unread.Select(layer => layer.Name)];
        string names = string.Join(
            ", ", all.Take(NamesShown).Select((name, i) => name.Length > 0 ? name : FormattableString.Invariant($"layer {i}")));
        throw new CommandException(
            $"The text holds {all.Length} layers ({names}{(all.Length > NamesShown ? ", ..." : "")}), and this verb takes one. "
            + $"'explain' lists them all. Try: \"{found.Layers[0].Layer.Spec}\"");
    }

    /// <summary>
    /// All layers that were given, with their names; names are empty where there are none. Where there are several, those that cannot be
    /// made are told beside the others.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static FoundLayers ReadAll(string? text, Hyperparameters flags, Notebook notebook)
    {
        if (text is null)
            return flags.Any ? FoundLayers.One(new Layer(flags.ToSpec())) : throw new CommandException($"Which layer? {Ways} {Example}");
        if (PastedError.Meaning(text) is { } meaning)
            throw new CommandException(meaning);
        if (!LayerSource.Looks(text))
            return FoundLayers.One(OfVariable(text, flags, notebook));
        var layers = ReadSource(text);
        if (layers is [var only])
            return new FoundLayers([(only.Name, new Layer(flags.Over(only.Hyperparameters).ToSpec()))], []);
        var read = new List<(string Name, Layer Layer)>();
        var unread = new List<(string Name, string Problem)>();
        foreach (var (name, hyperparameters) in layers)
        {
            try
            {
                read.Add((name, new Layer(flags.Over(hyperparameters).ForDivisibleSizes().ToSpec())));
            }
            catch (Exception mistake) when (mistake is CommandException or ConvException)
            {
                unread.Add((name, mistake.Message.Split(". ")[0].TrimEnd('.')));
            }
        }

        return read.Count > 0 ? new FoundLayers(read, unread) : throw new CommandException(unread[0].Problem);
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

    private static IReadOnlyList<SourceLayer> ReadSource(string text)
    {
        try
        {
            return LayerSource.Read(text);
        }
        catch (CommandException) when (PastedError.WithoutLayer(text) is not null)
        {
            throw new CommandException(PastedError.WithoutLayer(text)!);
        }
    }

    private static Layer OfVariable(string name, Hyperparameters flags, Notebook notebook)
    {
        if (!notebook.TryGet(name, out object? value))
        {
            throw new CommandException(
                (CSharpText.IsIdentifier(name) ? null : PastedError.WithoutLayer(name))
                ?? $"{notebook.Unknown(name, "layers", IsLayer)} {Ways} {Example}");
        }

        if (TensorConversion.CanRead(value))
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

/// <summary>The layers that a text holds.</summary>
/// <param name="Layers">Those that can be made, with their names.</param>
/// <param name="Unread">Those that cannot, and why.</param>
internal sealed record FoundLayers(IReadOnlyList<(string Name, Layer Layer)> Layers, IReadOnlyList<(string Name, string Problem)> Unread)
{
    /// <summary>One layer without a name.</summary>
    /// <param name="layer">The layer.</param>
    public static FoundLayers One(Layer layer) => new([("", layer)], []);
}
