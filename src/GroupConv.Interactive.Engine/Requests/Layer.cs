using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>A layer that a command was given.</summary>
/// <param name="Spec">Its hyperparameters, flags applied.</param>
/// <param name="Source">The variable it came from, with the hyperparameters it has there; null for a line or flags.</param>
internal sealed record Layer(ConvSpec Spec, LayerVariable? Source = null)
{
    /// <summary>C# for the hyperparameters.</summary>
    public string CSharpSpec => Source is { } source && source.Spec == Spec ? source.CSharpSpec : CSharpText.NewSpec(Spec);

    /// <summary>The layer with weights: those of the variable, or new ones from the seed.</summary>
    /// <param name="seed">The seed; null for the default.</param>
    /// <exception cref="CommandException">The weights of the variable do not fit what was asked.</exception>
    /// <exception cref="ConvException">The weights would take more memory than there is.</exception>
    public (ConvLayer Layer, string CSharp) WithWeights(int? seed)
    {
        if (Source?.Weights is not { } conv)
        {
            string made = Source is { } spec && spec.Spec == Spec
                ? $"new {Spec.Name}({spec.CSharpSpec}{Seed(seed)})"
                : CSharpText.NewLayer(Spec, seed ?? 0);
            return (ConvLayer.Create(Spec, seed ?? 0), made);
        }

        if (seed is not null)
        {
            throw new CommandException(
                $"{Source.Name} has weights already; --seed makes new ones, for a layer given by a line or by flags. Try it without "
                + "--seed, "
                + $"or with \"{Spec}\" in place of {Source.Name}.");
        }

        if (Spec == conv.Spec)
            return (conv, Source.Name);
        bool fits = Spec.WeightShape == conv.Spec.WeightShape && Spec.Transposed == conv.Spec.Transposed && Spec.Groups == conv.Spec.Groups
            && Spec.Bias == conv.Spec.Bias;
        if (!fits)
        {
            throw new CommandException(
                $"{Source.Name} has a weight of {conv.Spec.WeightShape} with groups={conv.Spec.Groups}, "
                + $"which does not fit {Spec}: "
                + "with a variable that has weights, only --stride, --padding, --output-padding, --dilation and --padding-mode can change. "
                + $"For new weights, give the layer as a line: \"{Spec}\"");
        }

        return (ConvLayer.Create(Spec, conv.Weight, conv.Bias),
            $"new {Spec.Name}({CSharpText.NewSpec(Spec)}, {Source.Name}.Weight, {Source.Name}.Bias)");
    }

    private static string Seed(int? seed) => seed is { } value && value != 0 ? FormattableString.Invariant($", seed: {value}") : "";
}

/// <summary>A variable that holds a layer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Spec">The hyperparameters it holds.</param>
/// <param name="Weights">The layer with weights; null where it holds hyperparameters alone.</param>
internal sealed record LayerVariable(string Name, ConvSpec Spec, ConvLayer? Weights)
{
    /// <summary>C# for its hyperparameters.</summary>
    public string CSharpSpec => Weights is null ? Name : $"{Name}.Spec";
}
