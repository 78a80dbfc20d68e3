using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>Values of hyperparameters in source text. Each mistake says where it stands and what was expected.</summary>
/// <param name="text">The whole text.</param>
internal sealed class NodeValues(string text)
{
    private static readonly string[] s_true = ["True", "true", "1"];
    private static readonly string[] s_false = ["False", "false", "None", "null", "0"];

    /// <summary>A whole number.</summary>
    /// <param name="node">The value.</param>
    /// <param name="parameter">The parameter, for the message.</param>
    public int Integer(Node node, string parameter) => Whole(node, $"a whole number for {parameter}");

    /// <summary>A whole number, or one for each dimension.</summary>
    /// <param name="node">The value.</param>
    /// <param name="parameter">The parameter, for the message.</param>
    public IntTuple Tuple(Node node, string parameter)
    {
        if (node is not TupleNode tuple)
            return Whole(node, $"a whole number or a tuple such as (3, 3) for {parameter}");
        if (tuple.Items.Count is 0 or > 3)
            throw SourceMistake.At(text, node.Start, $"{parameter} has one number, or one for each of at most 3 dimensions");
        return IntTuple.Create([.. tuple.Items.Select(item => Whole(item, $"a whole number in {parameter}"))]);
    }

    /// <summary>Numbers, <c>same</c> or <c>valid</c>, or numbers for each side: <c>((0, 1), (2, 3))</c>.</summary>
    /// <param name="node">The value.</param>
    public ConvPadding Padding(Node node)
    {
        switch (node)
        {
            case TextNode { Text: "same" or "SAME" }:
            case NameNode { Source: "same" or "ConvPadding.Same" or "Padding.Same" or "torch.nn.Padding.Same" }:
                return ConvPadding.Same;
            case TextNode { Text: "valid" or "VALID" }:
            case NameNode { Source: "valid" or "ConvPadding.Valid" or "Padding.Valid" or "torch.nn.Padding.Valid" }:
                return ConvPadding.Valid;
            case TextNode word:
                throw SourceMistake.At(
                    text, node.Start, $"padding='{word.Text}' is not known; expected a whole number, a tuple, 'same' or 'valid'");
            case CallNode { Name: "ConvPadding.Explicit" } sides:
                return Sides([.. sides.Arguments.Select(argument => argument.Value)]);
            case TupleNode { Items: [TupleNode, ..] } sides:
                return Sides(sides.Items);
            case NumberNode or TupleNode:
                return Tuple(node, "padding");
            default:
                throw Expected(node, "a whole number, a tuple such as (1, 1), 'same' or 'valid' for padding");
        }
    }

    /// <summary>True or False.</summary>
    /// <param name="node">The value.</param>
    public bool Bias(Node node) => s_true.Contains(node.Source) ? true
        : s_false.Contains(node.Source) ? false
        : throw Expected(node, "True or False for bias");

    /// <summary>A padding mode.</summary>
    /// <param name="node">The value.</param>
    public PaddingMode Mode(Node node)
    {
        string word = node switch { TextNode quoted => quoted.Text, NameNode name => name.Source[(name.Source.LastIndexOf('.') + 1)..], _ => "" };
        string[] modes = HyperparameterText.Words<PaddingMode>();
        int index = Array.IndexOf(modes, word.ToLowerInvariant());
        return index >= 0
            ? Enum.GetValues<PaddingMode>()[index]
            : throw SourceMistake.At(text, node.Start, $"expected one of '{string.Join("', '", modes)}' for padding_mode");
    }

    /// <summary>Whether a value is a name, or arithmetic with one, so that the line does not say it.</summary>
    /// <param name="node">The value.</param>
    public static bool IsUnknown(Node node) => node switch
    {
        NameNode name => !s_true.Contains(name.Source) && !s_false.Contains(name.Source) && !IsWord(name.Source),
        OtherNode => true,
        CallNode { Name: not "ConvPadding.Explicit" } => true,
        TupleNode tuple => tuple.Items.Any(IsUnknown),
        _ => false,
    };

    // What print(model) shows without quotes, and C#'s enumeration.
    private static bool IsWord(string name) =>
        name is "same" or "valid" || name.StartsWith("PaddingMode", StringComparison.Ordinal)
            || name.StartsWith("ConvPadding.", StringComparison.Ordinal)
            || name.EndsWith("Padding.Same", StringComparison.Ordinal) || name.EndsWith("Padding.Valid", StringComparison.Ordinal)
            || name.Contains("PaddingModes.", StringComparison.Ordinal)
        || HyperparameterText.Words<PaddingMode>().Contains(name);

    private ConvPadding Sides(IReadOnlyList<Node> sides)
    {
        if (sides.Count is 0 or > 3)
            throw SourceMistake.At(
                text, sides.Count == 0 ? 0 : sides[0].Start, "padding has two numbers, (before, after), for each of at most 3 dimensions");
        return ConvPadding.Explicit([.. sides.Select(Side)]);
    }

    private (int Before, int After) Side(Node side) => side is TupleNode { Items: [var before, var after] }
        ? (Whole(before, "a whole number in padding"), Whole(after, "a whole number in padding"))
        : throw Expected(side, "two numbers, (before, after), in padding");

    private int Whole(Node node, string what) => node switch
    {
        NumberNode { Value: >= int.MinValue and <= int.MaxValue and var value } number when value == Math.Floor(value)
            && !IsFraction(number) => (int)value,
        NumberNode { Value: > int.MaxValue or < int.MinValue } => throw Expected(node, $"{what} of at most 2147483647"),
        TupleNode { Items: [var only] } => Whole(only, what),
        _ => throw Expected(node, what),
    };

    // 64.0 is not a whole number in PyTorch; 64 / 2 is one here, though Python makes it 32.0.
    private static bool IsFraction(NumberNode number) =>
        number.Source.Contains('.', StringComparison.Ordinal) && double.TryParse(number.Source, CultureInfo.InvariantCulture, out _);

    private CommandException Expected(Node node, string what) =>
        SourceMistake.At(text, node.Start, $"expected {what}, but found '{Short(node.Source)}'");

    private static string Short(string source) => source.Length <= 40 ? source : source[..40] + "...";
}
