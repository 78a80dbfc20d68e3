using System.Globalization;
using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Report;

/// <summary>Numbers as text; times have three significant digits.</summary>
internal static class Figures
{
    public const string None = "";

    public static string Milliseconds(double? seconds) => seconds is { } value ? Significant(1e3 * value) : None;

    public static string Gflops(double? gflops) => Text(gflops, "0.0");

    public static string Percent(double? part) => part is { } value ? Text(100 * value, "0") + "%" : None;

    public static string Times(double? ratio) => ratio is { } value ? Text(value, "0.00") + "x" : None;

    /// <summary>A ratio such as <c>2.31x</c>, with a question mark if it is not steady.</summary>
    public static string Times(Ratio? ratio) => Times(ratio?.Low) + (ratio is { IsSteady: false } ? "?" : "");

    /// <summary>The median over pairs with its quartiles, such as <c>2.31 [2.28–2.35]</c>.</summary>
    public static string Spread(Ratio? ratio) => ratio is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Median:0.00} [{value.Quarter:0.00}–{value.ThreeQuarters:0.00}]")
        : None;

    public static string Count(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    public static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? None;

    private static string Significant(double number) => number switch
    {
        >= 100 => Text(number, "0"),
        >= 10 => Text(number, "0.0"),
        >= 1 => Text(number, "0.00"),
        >= .1 => Text(number, "0.000"),
        _ => Text(number, "0.0000"),
    };
}
