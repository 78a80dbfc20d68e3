using System.Globalization;

namespace GroupConv.Interactive.Engine.Rendering;

/// <summary>Numbers as text, the same under every culture.</summary>
internal static class Numbers
{
    private static readonly string[] _decimalUnits = ["", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] _byteUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A count in three digits: <c>999</c>, <c>18.6k</c>, <c>57.8M</c>.</summary>
    /// <param name="count">The count.</param>
    public static string Short(double count) => Scaled(count, 1000, _decimalUnits, "");

    /// <summary>Bytes by powers of 1000: <c>512 B</c>, <c>1.0 TB</c>.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Bytes(double bytes) => Scaled(bytes, 1000, _byteUnits, " ");

    /// <summary>A count in full: <c>57,802,752</c>.</summary>
    /// <param name="count">The count.</param>
    public static string Full(double count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A value in four significant digits: <c>0.1235</c>, <c>-1.5e-05</c>, <c>NaN</c>, <c>+Inf</c>.</summary>
    /// <param name="value">The value.</param>
    public static string Value(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        0 => "0",
        _ => value.ToString("G4", CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    /// <summary>The double nearest to four significant digits of a value.</summary>
    /// <param name="value">The value, finite.</param>
    public static double Round(double value) =>
        double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A ratio: <c>4</c>, <c>1.33</c>.</summary>
    /// <param name="ratio">The ratio.</param>
    public static string Ratio(double ratio) => ratio.ToString(ratio < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture);

    /// <summary>A time: <c>850 ns</c>, <c>12.3 µs</c>, <c>4.56 ms</c>, <c>1.20 s</c>.</summary>
    /// <param name="time">The time.</param>
    public static string Time(TimeSpan time)
    {
        double seconds = time.TotalSeconds;
        (double scale, string unit) = seconds switch
        {
            < 1e-6 => (1e9, "ns"),
            < 1e-3 => (1e6, "µs"),
            < 1 => (1e3, "ms"),
            _ => (1, "s"),
        };
        return $"{Digits(seconds * scale)} {unit}";
    }

    /// <summary>A size: <c>64×48</c>.</summary>
    /// <param name="rows">The first number.</param>
    /// <param name="columns">The second number.</param>
    public static string By(long rows, long columns) => string.Create(CultureInfo.InvariantCulture, $"{rows}×{columns}");

    /// <summary>From one number to another: <c>64→128</c>.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The second number.</param>
    public static string Arrow(long from, long to) => string.Create(CultureInfo.InvariantCulture, $"{from}→{to}");

    /// <summary>A plural: <c>1 group</c>, <c>4 groups</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun, in the singular.</param>
    public static string Of(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>A count in three digits and its noun: <c>1 parameter</c>, <c>18.6k parameters</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun, in the singular.</param>
    public static string ShortOf(double count, string noun) => $"{Short(count)} {Noun(count, noun)}";

    /// <summary>The noun for a count: <c>parameter</c> or <c>parameters</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The noun, in the singular.</param>
    public static string Noun(double count, string noun) => count == 1 ? noun : noun + "s";

    private static string Scaled(double value, double step, string[] units, string space)
    {
        if (Math.Abs(value) >= 999.5 * Math.Pow(step, units.Length - 1)) // beyond the last unit
            return value.ToString("0.0e+0", CultureInfo.InvariantCulture) + space + units[0];
        int unit = 0;
        // 999.6 would print as 1000: it belongs to the next unit.
        for (; unit < units.Length - 1 && Math.Abs(value) >= step - (unit == 0 ? 0 : 0.5); unit++)
            value /= step;
        string text = unit == 0
            ? value.ToString("0.##", CultureInfo.InvariantCulture)
            : value.ToString(Math.Abs(value) < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return text + space + units[unit];
    }

    private static string Digits(double value) =>
        value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
