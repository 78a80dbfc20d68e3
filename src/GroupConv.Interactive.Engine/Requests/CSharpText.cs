using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Writes C# that does what a command did; the namespaces of <c>GroupConvExtension.Usings</c> are taken as imported.</summary>
internal static class CSharpText
{
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof",
        "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    ];

    /// <summary>Whether text can name a C# variable.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0
        && (char.IsLetter(text[0]) || text[0] == '_')
        && text.All(c => char.IsLetterOrDigit(c) || c == '_')
        && !Keywords.Contains(text);

    /// <summary><c>ConvSpec.Conv2d(64, 128, 3, padding: 1, groups: 4)</c>; defaults are left out.</summary>
    public static string NewSpec(ConvSpec spec) => $"ConvSpec.{spec.Name}({Arguments(spec)})";

    /// <summary><c>new Conv2d(64, 128, 3, padding: 1, groups: 4, seed: 7)</c>; defaults are left out.</summary>
    public static string NewLayer(ConvSpec spec, int seed) =>
        $"new {spec.Name}({Arguments(spec)}{(seed == 0 ? "" : $", seed: {Number(seed)}")})";

    /// <summary><c>[1, 64, 56, 56]</c>.</summary>
    public static string Lengths(TensorShape lengths) => lengths.ToString();

    /// <summary>A verbatim string literal.</summary>
    public static string Literal(string text) => $"@\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A padding as the argument that gives it.</summary>
    public static string Padding(ConvPadding padding)
    {
        if (padding.IsSame)
            return "\"same\"";
        if (padding.Before == padding.After)
            return padding.Before.ToString();
        var sides = padding.Before.Zip(padding.After, (before, after) => FormattableString.Invariant($"({before}, {after})"));
        return $"ConvPadding.Explicit({string.Join(", ", sides)})";
    }

    // By name from the stride on: the order differs between kinds of layers.
    private static string Arguments(ConvSpec spec)
    {
        var parts = new List<string> { Number(spec.InChannels), Number(spec.OutChannels), spec.KernelSize.ToString() };
        if (!spec.Stride.All(1))
            parts.Add($"stride: {spec.Stride}");
        if (spec.Padding.IsSame || !spec.Padding.Before.All(0) || !spec.Padding.After.All(0))
            parts.Add($"padding: {Padding(spec.Padding)}");
        if (!spec.OutputPadding.All(0))
            parts.Add($"outputPadding: {spec.OutputPadding}");
        if (!spec.Dilation.All(1))
            parts.Add($"dilation: {spec.Dilation}");
        if (spec.Groups != 1)
            parts.Add($"groups: {Number(spec.Groups)}");
        if (!spec.Bias)
            parts.Add("bias: false");
        if (spec.PaddingMode != PaddingMode.Zeros)
            parts.Add($"paddingMode: PaddingMode.{spec.PaddingMode}");
        return string.Join(", ", parts);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
