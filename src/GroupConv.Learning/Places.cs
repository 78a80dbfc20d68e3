using System.Globalization;
using System.Text;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Names and positions of layers in a network.</summary>
internal static class Places
{
    /// <summary>Throws if a layer is null or appears twice.</summary>
    public static void RequireDistinct(IReadOnlyList<KeyValuePair<string, Module>> children)
    {
        var places = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, child) in children)
        {
            if (child is null)
                throw new ConvException("modules", $"Layer {name} is null.", "Give a layer, or new Identity().");
            foreach (var module in child.All())
            {
                // Each conversion of a convolution creates a new module: compare the convolutions.
                object layer = (object?)(module as Convolution)?.Layer ?? module;
                if (!places.TryAdd(layer, name))
                {
                    throw new ConvException(
                        "modules",
                        $"One {layer.GetType().Name} is both layer {places[layer]} and layer {name}.",
                        "Use a separate layer in each position: a layer keeps the input that its gradients need.");
                }
            }
        }
    }

    /// <summary>The output lengths of a layer; if the input does not fit, the message names the layer.</summary>
    public static TensorShape OutputShape(string name, Module module, TensorShape lengths)
    {
        try
        {
            return module.OutputShape(lengths);
        }
        catch (ConvException mistake)
        {
            // For nested layers, the message has the whole path to the innermost.
            bool inner = mistake.Problem.StartsWith("Layer ", StringComparison.Ordinal);
            string problem = inner ? $"Layer {name}.{mistake.Problem["Layer ".Length..]}" : $"Layer {name}, {module}: {mistake.Problem}";
            throw new ConvException(mistake.Parameter, problem, mistake.Valid, mistake.Fix);
        }
    }

    /// <summary>A network as PyTorch prints it.</summary>
    public static string Written(string type, IReadOnlyList<KeyValuePair<string, Module>> children)
    {
        if (children.Count == 0)
            return $"{type}()";
        var text = new StringBuilder($"{type}(\n");
        foreach (var (name, child) in children)
            text.Append(CultureInfo.InvariantCulture, $"  ({name}): {child.ToString()!.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
        return text.Append(')').ToString();
    }
}
