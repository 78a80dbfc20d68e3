using System.Text.RegularExpressions;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// What to say of cells that are no C#: lines of Python, error texts of Python, and magic lines of ours with another mark than
/// <c>#!groupconv</c>.
/// </summary>
public static partial class CellHint
{
    private const string Example = "nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)";

    /// <summary>A hint for a cell that does not compile; null where nothing of GroupConv's is near.</summary>
    /// <param name="code">The C# of the cell.</param>
    public static string? Of(string code)
    {
        if (OfOtherLanguage(code) is { } hint)
            return hint;
        if (NamedAsInPython().Match(code) is { Success: true } named)
        {
            string name = named.Groups["name"].Value;
            return $"C# writes {name}: in place of {name}=, as in new Conv2d(64, 128, 3, groups: 4).";
        }

        return LayerOf(code) is { } layer && PythonLayer().IsMatch(code)
            ? $"The cell runs C#, and this looks like Python. A layer of PyTorch or Keras is read by the magic: {Explain(layer)}"
            : null;
    }

    /// <summary>
    /// A hint for a cell whose first line cannot be C#, whatever the notebook holds; null for all others. For hosts that cannot add to the
    /// errors of a compiler.
    /// </summary>
    /// <param name="code">The cell.</param>
    public static string? OfOtherLanguage(string code)
    {
        string line = code.Split('\n').FirstOrDefault(each => !string.IsNullOrWhiteSpace(each))?.Trim() ?? "";
        if (MagicLine.IsMagic(line))
            return null;
        if (OtherMark().Match(line) is { Success: true } mark)
            return $"Magic lines of GroupConv begin with {MagicLine.Magic}. Try: {MagicLine.Magic} {mark.Groups["rest"].Value}".TrimEnd();
        if (ErrorText().IsMatch(line))
        {
            return "This is an error text, not C#. What the errors of PyTorch, TensorFlow and ONNX Runtime say of a convolution is told by: "
                + $"{MagicLine.Magic} explain \"{line.Replace('"', '\'')}\"";
        }

        return Python().IsMatch(line)
            ? $"The cell runs C#, and this looks like Python. A layer of PyTorch or Keras is read by the magic: {Explain(LayerOf(code))}"
            : null;
    }

    private static string Explain(string? layer) => $"{MagicLine.Magic} explain \"{layer ?? Example}\"";

    /// <summary>The first layer of the code that stands on one line and within double quotes; null where there is none.</summary>
    private static string? LayerOf(string code) => Layer().Match(code) is { Success: true } layer ? layer.Value.Replace('"', '\'') : null;

    [GeneratedRegex(@"\A(?:[%!#]{1,3} ?groupconv\b|groupconv(?= +(?:explain|wiring|run|maps|block|prove|help|--help)\b)|\./run(?= +(?:explain|wiring|run|maps|block|prove|help)\b)) *(?<rest>.*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OtherMark();

    [GeneratedRegex(@"\A(?:Traceback \(most recent call last\)|[\w.]*\w(?:Error|Exception): |\[ONNXRuntimeError\])",
        RegexOptions.CultureInvariant)]
    private static partial Regex ErrorText();

    [GeneratedRegex(@"\A(?:>>> |import [\w.]+( as \w+)?( *,.*)?$|from [\w.]+ import |(?:async )?def \w+\(.*\).*:$|class \w+\([\w.]+\):$|@torch\.|for \w+ in .*:$|(?:el)?if [^(?]*:$|with [^(]*:$|%\w+|!(?:pip|apt|ls|wget|python)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex Python();

    [GeneratedRegex(@"\bnew +(?:\w+\.)*Conv\w*\([^\n;]*?[(,] *(?<name>\w+) *=[^=>]", RegexOptions.CultureInvariant)]
    private static partial Regex NamedAsInPython();

    // Names of Python's modules, or arguments written name=value.
    [GeneratedRegex(@"\b(?:torch\.nn|nn|layers|keras)\.\w*Conv\w*\(|\bself\.\w+ *=|\b(?:[Ll]azy)?\w*Conv\w*\([^\n]*\b(?:kernel_size|groups|padding|stride|bias|filters|in_channels) *=", RegexOptions.CultureInvariant)]
    private static partial Regex PythonLayer();

    [GeneratedRegex(@"(?:[A-Za-z_]\w*\.)*\w*Conv\w*\((?:[^()\n]|\([^()\n]*\))*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Layer();
}
