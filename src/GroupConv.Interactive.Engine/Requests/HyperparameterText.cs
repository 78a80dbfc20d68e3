using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Reads the values of options. Every error names the option, what stands there, and what would be right.</summary>
internal static class HyperparameterText
{
    private static readonly char[] PairSeparators = ['x', 'X', '×', ','];

    /// <summary>A whole number.</summary>
    public static int Integer(string option, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Wrong(option, text, IsHuge(text) ? "too large: at most 2147483647 is possible" : "not a whole number", "4");

    /// <summary>One number for both dimensions, or two: <c>3</c>, <c>1x7</c>, <c>1,7</c>, <c>(1, 7)</c>; height first.</summary>
    public static IntPair Pair(string option, string text)
    {
        string bare = text.Trim();
        if (bare.StartsWith('(') && bare.EndsWith(')'))
            bare = bare[1..^1];
        string[] parts = bare.Split(PairSeparators, StringSplitOptions.TrimEntries);
        return parts.Length switch
        {
            1 => Part(parts[0]),
            2 => new IntPair(Part(parts[0]), Part(parts[1])),
            _ => throw NotAPair(),
        };

        int Part(string part) =>
            int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw NotAPair();

        CommandException NotAPair() => Wrong(option, text, "not a number, nor a pair height,width such as 1,7 or 1x7", "3");
    }

    /// <summary>A number, a pair, <c>same</c> or <c>valid</c>.</summary>
    public static Padding2d Padding(string option, string text)
    {
        switch (text.Trim('"', '\'').ToLowerInvariant())
        {
            case "same":
                return Padding2d.Same;
            case "valid":
                return Padding2d.Valid;
            case var other when other.Length == 0 || char.IsLetter(other[0]):
                throw Wrong(option, text, "not a number, a pair height,width, same or valid", "same");
            default:
                var pair = Pair(option, text);
                return (pair.Height, pair.Width);
        }
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
