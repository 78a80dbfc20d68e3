using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>
/// Error texts of other libraries that stand where a layer is expected: says whose they are, and what they mean for a layer with groups.
/// </summary>
/// <remarks>
/// Texts: PyTorch, <c>aten/src/ATen/native/Convolution.cpp</c> and <c>torch/nn/modules/conv.py</c> (TorchSharp hands them on); TensorFlow,
/// <c>conv_ops.cc</c>; Keras, <c>base_conv.py</c>; ONNX Runtime, <c>conv_attributes.h</c>.
/// </remarks>
internal static partial class PastedError
{
    private const string PyTorch = "PyTorch", TensorFlow = "TensorFlow", Keras = "Keras", Onnx = "ONNX Runtime";
    private const string Instead = "Give the layer, as nn.Conv2d(64, 128, 3, groups=4) or by flags: --in 64 --out 128 --kernel 3 --groups 4";

    /// <summary>Texts that say which layer it is, or all that is wrong; the first that matches counts.</summary>
    private static readonly (string Library, Regex Text, Func<Match, string> Meaning)[] s_known =
    [
        (PyTorch, OtherChannels(), OfOtherChannels),
        (PyTorch, WeightRows(), match => OfWeightRows(Number(match, "groups"), Shape(match, "weight"))),
        (PyTorch, PaddedInput(), match => $"the window, dilation·(kernel_size − 1) + 1, of {match.Groups["kernel"].Value} is larger than the "
            + $"padded input of {match.Groups["input"].Value}. Larger inputs, more padding or a smaller kernel_size mend it. {Instead}"),
        (PyTorch, OtherDimensions(), match => $"the weight {match.Groups["weight"].Value} has {match.Groups["of"].Value} dimensions, and the "
            + $"input {match.Groups["input"].Value} another number. {Instead}"),
        (PyTorch, Unbatched(), match => $"{match.Groups["layer"].Value} reads (N, C, ...) or, without a batch, (C, ...), and the input is "
            + $"{match.Groups["input"].Value}: a dimension of channels is missing. In PyTorch: x.unsqueeze(0). {Instead}"),
        (Onnx, OnnxChannels(), match => OfChannels(
            Number(match, "groups"), Number(match, "channels"), Number(match, "each"), "the weight's second length, kernel channels,")),
        (Onnx, OnnxRows(), match => OfCounts(null, Number(match, "rows"), Number(match, "groups"))),
        (Keras, KerasChannels(), match => OfCounts(Number(match, "channels"), null, Number(match, "groups"))),
        (Keras, KerasFilters(), match => OfCounts(null, Number(match, "filters"), Number(match, "groups"))),
        (Keras, KerasInput(), match => $"the layer was made for {match.Groups["wanted"].Value} channels, which stand last in Keras, and the "
            + $"input {match.Groups["input"].Value} has another number there. {Instead}"),
        (TensorFlow, TensorFlowDepth(), match => $"the input has {match.Groups["channels"].Value} channels, and the filters read "
            + $"{match.Groups["each"].Value}: with groups, in_channels is groups times that. Mostly the picture has another number of channels "
            + $"(gray, RGB, RGB with alpha) than the model wants. {Instead}"),
    ];

    /// <summary>Texts that name no numbers: asked where the rest of the text has no layer either.</summary>
    private static readonly (string Library, string Text, string Meaning)[] s_bare =
    [
        (PyTorch, "in_channels must be divisible by groups", "each group reads in_channels / groups channels."),
        (PyTorch, "out_channels must be divisible by groups", "each group makes out_channels / groups channels."),
        (PyTorch, "padding='same' is not supported for strided convolutions", "with a stride, padding is a number: kernel_size // 2."),
        (PyTorch, ") and weight type (", "input and weight are on different devices, or of different types."),
        (TensorFlow, "does not support grouped convolutions",
            "on a CPU it has no groups; often nobody wanted any, and the input has other channels than the layer was made for."),
        (TensorFlow, "Negative dimension size caused by subtracting", "the input is smaller than the window."),
    ];

    /// <summary>What the text means if it is a known error that says its numbers; null for anything else.</summary>
    /// <param name="text">What was given as a layer.</param>
    public static string? Meaning(string text)
    {
        foreach (var (library, pattern, meaning) in s_known)
        {
            if (pattern.Match(text) is { Success: true } match)
                return $"This is an error of {library}, not a layer. It says: {meaning(match)}";
        }

        return null;
    }

    /// <summary>What to say of an error text in which there is no layer; null for a text that is none.</summary>
    /// <param name="text">What was given as a layer.</param>
    public static string? WithoutLayer(string text)
    {
        if (Array.Find(s_bare, each => text.Contains(each.Text, StringComparison.OrdinalIgnoreCase)) is { Library: { } library } known)
            return $"This is an error of {library}, not a layer. It says: {known.Meaning} {Instead}";
        if (SummaryRow().IsMatch(text))
        {
            return "This is a row of a model's summary: it says the output's shape and the parameters, not kernel_size and groups. "
                + $"print(model) of PyTorch, or the line that makes the layer, says them. {Instead}";
        }

        return AnyError().Match(text) is { Success: true } match
            ? $"This is an error text ({match.Value}), not a layer. {Instead}"
            : null;
    }

    private static string OfOtherChannels(Match match)
    {
        int groups = Math.Max(1, Number(match, "groups")); // of transposed layers the text does not say them
        long[] weight = Shape(match, "weight"), input = Shape(match, "input");
        bool isTransposed = match.Groups["transposed"].Success;
        int dims = weight.Length - 2;
        if (dims is < 1 or > 3 || weight.Concat(input).Any(length => length is < 1 or > int.MaxValue) || input.Length < dims + 1)
            return $"the input has other channels than the weight. {Instead}";
        try
        {
            IntTuple kernel = IntTuple.Create([.. weight[2..].Select(length => (int)length)]);
            int first = (int)weight[0], second = checked((int)weight[1] * groups);
            var spec = isTransposed
                ? new ConvSpec(dims, true, first, second, kernel, groups: groups)
                : new ConvSpec(dims, false, second, first, kernel, groups: groups);
            return ForInput(spec, input);
        }
        catch (Exception impossible) when (impossible is ConvException or OverflowException)
        {
            return $"the input has other channels than the weight. {Instead}";
        }
    }

    private static string ForInput(ConvSpec spec, long[] input)
    {
        try
        {
            ConvShape.Infer(spec, input);
            return $"the layer is {spec}. Try: \"nn.{spec}\"";
        }
        catch (ConvException mistake)
        {
            long channels = input[^(spec.Dims + 1)];
            int groups = GroupArithmetic.NearestValidGroups((int)channels, spec.OutChannels, spec.Groups);
            var other = new ConvSpec(spec.Dims, spec.Transposed, (int)channels, spec.OutChannels, spec.KernelSize, groups: groups);
            string layer = $"The layer is {spec}, as far as the text says it. Try: \"nn.{spec}\"";
            if (!mistake.Fix.StartsWith("Activation", StringComparison.Ordinal))
                return $"{mistake.Problem} {mistake.Valid} {layer}, or for this input \"nn.{other}\"";
            string order = string.Join(", ", Enumerable.Range(1, spec.Dims));
            return FormattableString.Invariant(
                $"{mistake.Problem} {mistake.Valid} In PyTorch: x.permute(0, {spec.Dims + 1}, {order}). {layer}");
        }
    }

    private static string OfWeightRows(int groups, long[] weight)
    {
        string rows = weight.Length == 0 ? "" : FormattableString.Invariant($"{weight[0]} rows");
        return $"the weight has {rows} (out_channels; of a transposed layer in_channels), which groups={groups} does not divide. {Instead}";
    }

    private static string OfChannels(int groups, int channels, int each, string what)
    {
        long wanted = (long)groups * each;
        return FormattableString.Invariant($"the input has {channels} channels, but {what} is {each}, and with groups={groups} the layer reads ")
            + FormattableString.Invariant($"{groups} · {each} = {wanted}. Give an input of {wanted} channels, or a weight of ")
            + (groups > 0 && channels % groups == 0
                ? FormattableString.Invariant($"[out_channels, {channels / groups}, ...].")
                : FormattableString.Invariant($"another groups: a divisor of {channels}."))
            + " " + Instead;
    }

    private static string OfCounts(int? inChannels, int? outChannels, int groups)
    {
        int count = (inChannels ?? outChannels)!.Value;
        string name = inChannels is null ? "out_channels" : "in_channels";
        if (count < 1 || groups < 1)
            return $"{name}={count} is not divisible by groups={groups}. {Instead}";
        string valid = string.Join(", ", GroupArithmetic.ValidGroups(count, count));
        int below = count - count % groups;
        string near = below > 0 ? FormattableString.Invariant($"{below} or {(long)below + groups}")
            : FormattableString.Invariant($"{groups}");
        return FormattableString.Invariant($"{name}={count} is not divisible by groups={groups}. groups={groups} fits {name}={near}; ")
            + $"divisors of {count} are {valid}. {Instead}";
    }

    private static int Number(Match match, string group) =>
        int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static long[] Shape(Match match, string group) =>
    [
        .. match.Groups[group].Value.Split([' ', ',', '[', ']', '(', ')', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : 0),
    ];

    [GeneratedRegex(@"Given (?:groups=(?<groups>\d+)|(?<transposed>transposed)=(?:1|True)),? *weight(?: of size)? ?\[?(?<weight>[\d, \n]+)\]?, (?:so )?expected input ?\[(?<input>[\d, \n]+)\] to have \d+ channels", RegexOptions.CultureInvariant)]
    private static partial Regex OtherChannels();

    [GeneratedRegex(@"Given groups=(?<groups>\d+), expected weight to be (?:at least|divisible by) \d+ at dimension 0, but got weight of size \[+(?<weight>[\d, ]+)\]", RegexOptions.CultureInvariant)]
    private static partial Regex WeightRows();

    [GeneratedRegex(@"Calculated padded input size per channel: \((?<input>[\d x]+)\)\. Kernel size: \((?<kernel>[\d x]+)\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex PaddedInput();

    [GeneratedRegex(@"Expected (?<of>\d+)-dimensional input for \d+-dimensional weight \[?(?<weight>[^]]+?)\]?, but got (?:\d+-dimensional )?input of size \[?(?<input>[\d, ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex OtherDimensions();

    [GeneratedRegex(@"Expected \dD \(unbatched\) or \dD \(batched\) input to (?<layer>\w+), but got input of size: (?<input>\[[\d, ]*\])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Unbatched();

    [GeneratedRegex(@"Input channels C is not equal to kernel channels \* group\. C: (?<channels>\d+) kernel channels: (?<each>\d+) group: (?<groups>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex OnnxChannels();

    [GeneratedRegex(@"Output channels M is not divisible by group\. M: (?<rows>\d+) group: (?<groups>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex OnnxRows();

    [GeneratedRegex(@"number of input channels must be evenly divisible by the number of groups\.\s*Received:? groups=(?<groups>\d+), but the input has (?<channels>\d+) channels", RegexOptions.CultureInvariant)]
    private static partial Regex KerasChannels();

    [GeneratedRegex(@"number of filters must be evenly divisible by the number of groups\.\s*Received: groups=(?<groups>\d+), filters=(?<filters>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex KerasFilters();

    [GeneratedRegex(@"expected axis -1 of input shape to have value (?<wanted>\d+),? but received input with shape (?<input>[(\[][^)\]]*[)\]])", RegexOptions.CultureInvariant)]
    private static partial Regex KerasInput();

    [GeneratedRegex(@"[Dd]epth (?:must be evenly divisible by filter depth: (?<channels>\d+) vs (?<each>\d+)|of input \((?<channels>\d+)\) is not a multiple of input depth of filter \((?<each>\d+)\))", RegexOptions.CultureInvariant)]
    private static partial Regex TensorFlowDepth();

    [GeneratedRegex(@"\b\w+(?:Error|Exception)\b|Traceback \(most recent call last\)|\[ONNXRuntimeError\]", RegexOptions.CultureInvariant)]
    private static partial Regex AnyError();

    [GeneratedRegex(@"(?:\(\w*Conv\w*\)|\b\w*Conv\w*(?:-\d+|: \d+(?:-\d+)+))[\s│|┃]*[\[(]+(?:None|-?\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex SummaryRow();
}
