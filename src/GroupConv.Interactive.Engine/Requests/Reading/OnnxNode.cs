using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>
/// A node of ONNX: <c>Conv[group = 4, kernel_shape = [3, 3], pads = [1, 1, 1, 1]](%x, %w)</c> as texts of models show it, or
/// <c>make_node('Conv', inputs, outputs, kernel_shape=[3, 3], group=4)</c>. The channels stand in the weight, whose lengths the text may
/// say elsewhere: <c>%w : Float(64, 3, 11, 11)</c>.
/// </summary>
/// <remarks>Source: ONNX, operators Conv and ConvTranspose.</remarks>
internal static partial class OnnxNode
{
    /// <summary>The hyperparameters; null for another call.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="CommandException">An attribute has a value that it cannot have.</exception>
    public static Hyperparameters? Read(string text, CallNode call)
    {
        string? type = call.Qualifier == "onnx" ? call.Type
            : call.Type == "make_node" && call.Arguments is [{ Value: TextNode name }, ..] ? name.Text : null;
        if (type is not ("Conv" or "ConvTranspose"))
            return null;
        var given = call.Arguments.Where(argument => argument.Name is not null).GroupBy(argument => argument.Name!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.First().Value, StringComparer.Ordinal);
        var values = new NodeValues(text);
        IntTuple? kernel = Tuple("kernel_shape"), stride = Tuple("strides"), dilation = Tuple("dilations");
        int dims = kernel?.Count ?? stride?.Count ?? dilation?.Count ?? 2;
        var read = new Hyperparameters
        {
            Type = new LayerType(dims, type == "ConvTranspose"),
            KernelSize = kernel,
            Stride = stride,
            Dilation = dilation,
            OutputPadding = Tuple("output_padding"),
            Groups = given.TryGetValue("group", out var group) ? values.Integer(group, "group") : null,
            Padding = given.TryGetValue("pads", out var pads) ? Pads(text, pads, values) : default(ConvPadding?),
        };
        read = WithWeight(text, call, read);
        string auto = given.GetValueOrDefault("auto_pad") is TextNode word ? word.Text : "";
        if (!auto.StartsWith("SAME_", StringComparison.Ordinal))
            return read;
        if (stride is not null && !stride.Value.All(1))
            return read with { Padding = null, SameWithStride = true };
        return auto == "SAME_UPPER" || kernel is not { } size
            ? read with { Padding = ConvPadding.Same }
            : read with
            {
                Padding = ConvPadding.Explicit(
                [.. size.Select((taps, d) => Lower(taps, dilation is { } steps ? steps[d] : 1))])
            };

        IntTuple? Tuple(string attribute) => given.TryGetValue(attribute, out var value) ? values.Tuple(value, attribute) : null;
    }

    /// <summary>Channels and bias, as far as the text says them.</summary>
    private static Hyperparameters WithWeight(string text, CallNode node, Hyperparameters read)
    {
        var inputs = Inputs().Match(text[(node.Start + node.Source.Length)..]);
        if (!inputs.Success)
            return read;
        read = read with { Bias = inputs.Groups["bias"].Success };
        var weight = Regex.Match(
            text,
            $@"%{Regex.Escape(inputs.Groups["weight"].Value)}\s*(?::\s*\w+\(|\[\w+, )(?<first>\d{{1,9}})[,x] ?(?<second>\d{{1,9}})\b",
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1));
        if (!weight.Success)
            return read;
        int first = int.Parse(weight.Groups["first"].ValueSpan, CultureInfo.InvariantCulture);
        long second = long.Parse(weight.Groups["second"].ValueSpan, CultureInfo.InvariantCulture) * (read.Groups ?? 1);
        if (second > int.MaxValue)
            return read;
        return read.Type!.Value.Transposed
            ? read with { InChannels = first, OutChannels = (int)second }
            : read with { InChannels = (int)second, OutChannels = first };
    }

    [GeneratedRegex(@"\A\(%?[^,()]+, *%?(?<weight>[^,() ]+)(?<bias>, *%?[^,() ]+)?\)", RegexOptions.CultureInvariant)]
    private static partial Regex Inputs();

    // What is odd stands before: with SAME_UPPER, and in PyTorch, behind.
    private static (int Before, int After) Lower(int taps, int dilation)
    {
        int total = checked(dilation * (taps - 1));
        return (total - total / 2, total / 2);
    }

    /// <summary>ONNX's pads: the beginnings of all dimensions, then their ends.</summary>
    private static ConvPadding Pads(string text, Node pads, NodeValues values)
    {
        if (pads is not TupleNode { Items: { Count: 2 or 4 or 6 } items })
            throw SourceMistake.At(text, pads.Start, "pads has two numbers for each dimension: all beginnings, then all ends");
        int dims = items.Count / 2;
        int[] all = [.. items.Select(item => values.Integer(item, "pads"))];
        return ConvPadding.Explicit([.. Enumerable.Range(0, dims).Select(d => (all[d], all[dims + d]))]);
    }
}
