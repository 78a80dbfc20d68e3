using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Finds the layer that was given: by flags, by a line of PyTorch, or by a variable; flags win over the other two.</summary>
internal static class LayerReader
{
    private const string Ways = "Give a layer as a line of PyTorch in quotes, as a C# variable that holds one, or by flags.";
    private const string Example = "Try: \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"";

    /// <exception cref="CommandException">No layer, or none of that name.</exception>
    /// <exception cref="ConvException">The hyperparameters are out of range or do not fit together.</exception>
    public static Layer Read(string? text, Hyperparameters flags, Notebook notebook)
    {
        if (text is null)
            return flags.Any ? new Layer(flags.ToSpec()) : throw new CommandException($"Which layer? {Ways} {Example}");
        if (PyTorchLine.Looks(text))
            return new Layer(flags.Over(PyTorchLine.Parse(text)).ToSpec());
        if (!notebook.TryGet(text, out object? value))
            throw new CommandException($"{notebook.Unknown(text, "layers", IsLayer)} {Ways} {Example}");
        var variable = value switch
        {
            Conv2d conv => new LayerVariable(text, conv.Spec, conv),
            Conv2dSpec spec => new LayerVariable(text, spec, null),
            Tensor<float> => throw new CommandException(
                $"{text} is a {TypeText.Describe(value)}, not a layer. 'maps {text}' draws it; a layer reads it with 'run LAYER --input {text}'."),
            _ => throw new CommandException($"{text} is a {TypeText.Describe(value)}, not a layer (Conv2d or Conv2dSpec). {Ways} {Example}"),
        };
        return new Layer(flags.Any ? flags.Over(Hyperparameters.Of(variable.Spec)).ToSpec() : variable.Spec, variable);
    }

    /// <summary>What can be said of a layer without complaint: nothing, where it is none.</summary>
    public static Hyperparameters Known(string text, Notebook notebook)
    {
        try
        {
            return PyTorchLine.Looks(text)
                ? PyTorchLine.ParseUnfinished(text)
                : notebook.TryGet(text, out object? value) && SpecOf(value) is { } spec ? Hyperparameters.Of(spec) : new Hyperparameters();
        }
        catch (CommandException)
        {
            return new Hyperparameters();
        }
    }

    private static Conv2dSpec? SpecOf(object? value) => value switch
    {
        Conv2d conv => conv.Spec,
        Conv2dSpec spec => spec,
        _ => null,
    };

    public static bool IsLayer(object? value) => value is Conv2d or Conv2dSpec;
}
