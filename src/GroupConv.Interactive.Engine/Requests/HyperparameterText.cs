using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Reads the values of options. Every error names the option, what stands there, and what would be right.</summary>
internal static class HyperparameterText
{
    private static readonly char[] s_separators = ['x', 'X', '×', ','];

    /// <summary>A whole number.</summary>
    public static int Integer(string option, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Wrong(option, text, IsHuge(text) ? "too large: at most 2147483647 is possible" : "not a whole number", "4");

    /// <summary>One number for all dimensions, or one for each: <c>3</c>, <c>1x7</c>, <c>1,7</c>, <c>(1, 7)</c>; PyTorch's order.</summary>
    public static IntTuple Tuple(string option, string text)
    {
        string bare = text.Trim();
        if (bare.StartsWith('(') && bare.EndsWith(')'))
            bare = bare[1..^1];
        string[] parts = bare.Split(s_separators, StringSplitOptions.TrimEntries);
        return parts.Length <= 3 ? IntTuple.Create([.. parts.Select(Part)]) : throw NotATuple();

        int Part(string part)
        {
            if (int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
                return value;
            throw IsHuge(part) ? Wrong(option, text, "too large: at most 2147483647 is possible", "3") : NotATuple();
        }

        CommandException NotATuple() => Wrong(option, text, "not a number, nor one for each dimension such as 1,7 or 1x7", "3");
    }

    /// <summary>Numbers, <c>same</c> or <c>valid</c>; or a number for each side, <c>0:1</c> or <c>0:1,2:3</c>.</summary>
    public static ConvPadding Padding(string option, string text)
    {
        switch (text.Trim('"', '\'').ToLowerInvariant())
        {
            case "same":
                return ConvPadding.Same;
            case "valid":
                return ConvPadding.Valid;
            case var other when other.Length == 0 || char.IsLetter(other[0]):
                throw Wrong(option, text, "not a number, a number for each dimension, same or valid", "same");
            case var sides when sides.Contains(':', StringComparison.Ordinal):
                return Sides(option, sides);
            default:
                return Tuple(option, text);
        }
    }

    private static ConvPadding Sides(string option, string text)
    {
        string[] parts = text.Split(s_separators, StringSplitOptions.TrimEntries);
        if (parts.Length > 3)
            throw NotSides();
        return ConvPadding.Explicit([.. parts.Select(Side)]);

        (int Before, int After) Side(string part)
        {
            int[] pair = [.. part.Split(':').Select(number =>
                int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                    ? value
                    : throw NotSides())];
            return pair.Length == 2 ? (pair[0], pair[1]) : throw NotSides();
        }

        CommandException NotSides() => Wrong(option, text, "not before:after for each dimension, such as 0:1 or 0:1,2:3", "0:1");
    }

    /// <summary>One of the six layers; capitals do not count.</summary>
    public static LayerType Type(string option, string text)
    {
        string? name = LayerType.Names.FirstOrDefault(name => name.Equals(text.Trim('"', '\''), StringComparison.OrdinalIgnoreCase));
        return name is null
            ? throw Wrong(
                option,
                text,
                $"none of {string.Join(", ", LayerType.Names)}",
                Spelling.Nearest(text, LayerType.Names) ?? LayerType.Names[1])
            : LayerType.Named(name)!.Value;
    }

    /// <summary>The names of an enumeration, in lower case.</summary>
    public static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public static T Word<T>(string option, string text)
        where T : struct, Enum
    {
        string[] words = Words<T>();
        int index = Array.IndexOf(words, text.Trim('"', '\'').ToLowerInvariant());
        return index >= 0
            ? Enum.GetValues<T>()[index]
            : throw Wrong(option, text, $"none of {string.Join(", ", words)}", Spelling.Nearest(text, words) ?? words[0]);
    }

    private static bool IsHuge(string text) => text.Length > 9 && text.TrimStart('-', '+').All(char.IsAsciiDigit);

    private static CommandException Wrong(string option, string text, string why, string example) =>
        new($"{option} {text} is {why}. Try: {option} {example}");
}
