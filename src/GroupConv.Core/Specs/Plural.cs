using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>Numbers of things in messages: <c>1 channel</c>, <c>4 channels</c>.</summary>
internal static class Plural
{
    /// <summary>The number and the noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun in the singular.</param>
    public static string Of(double count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:0} {noun}{(count == 1 ? "" : "s")}");
}
