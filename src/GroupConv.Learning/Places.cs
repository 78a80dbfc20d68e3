using System.Globalization;
using System.Text;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>The places of layers in a network.</summary>
internal static class Places
{
    /// <summary>Throws where a place is empty, or one layer stands in two.</summary>
    public static void RequireDistinct(IReadOnlyList<KeyValuePair<string, Module>> children)
    {
        var places = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, child) in children)
        {
            if (child is null)
                throw new ConvException("modules", $"Layer {name} is null.", "Give a layer, or new Identity().");
            foreach (var module in child.All())
            {
                // A convolution becomes a new module wherever it is put.
                object layer = (object?)(module as Convolution)?.Layer ?? module;
                if (!places.TryAdd(layer, name))
                {
                    throw new ConvException(
                        "modules",
                        $"One {layer.GetType().Name} stands in layer {places[layer]} and in layer {name}.",
                        "Each place needs a layer of its own: a layer keeps the input that its gradients need.");
                }
            }
        }
    }

    /// <summary>The output's lengths of a layer, whose place is told where the input does not fit.</summary>
    public static TensorShape OutputShape(string name, Module module, TensorShape lengths)
    {
        try
        {
            return module.OutputShape(lengths);
        }
        catch (ConvException mistake)
        {
            // Of a layer inside a layer, the innermost is told, with its whole path.
            bool inner = mistake.Problem.StartsWith("Layer ", StringComparison.Ordinal);
            string problem = inner ? $"Layer {name}.{mistake.Problem["Layer ".Length..]}" : $"Layer {name}, {module}: {mistake.Problem}";
            throw new ConvException(mistake.Parameter, problem, mistake.Valid, mistake.Fix);
        }
    }

    /// <summary>A network as PyTorch writes it.</summary>
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
