using System.Globalization;

namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>Numbers of source text, and what Python makes of them.</summary>
internal static class Arithmetic
{
    /// <summary>The value of a number as it is written; null where it is none, such as <c>3x</c>.</summary>
    /// <param name="written">Such as <c>1_024</c>, <c>64L</c> or <c>1e-5f</c>.</param>
    public static double? Number(string written)
    {
        string digits = written.Replace("_", "", StringComparison.Ordinal).TrimEnd('f', 'F', 'L', 'l', 'd', 'D', 'm', 'M');
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    /// <summary>The value of an operation.</summary>
    /// <param name="left">The number on its left.</param>
    /// <param name="mark">The operator: + - * / // % or **.</param>
    /// <param name="right">The number on its right.</param>
    public static double Of(double left, string mark, double right) => mark switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        "//" => Math.Floor(left / right),
        "%" => left - right * Math.Floor(left / right),
        _ => Math.Pow(left, right),
    };

    /// <summary>The value of a function of numbers; null for any other call.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">What it was given.</param>
    public static double? Of(string function, IReadOnlyList<Argument> arguments)
    {
        if (arguments.Count == 0 || !arguments.All(argument => argument is { Name: null, Value: NumberNode }))
            return null;
        double[] numbers = [.. arguments.Select(argument => ((NumberNode)argument.Value).Value)];
        return (function, numbers) switch
        {
            ("int" or "math.trunc", [var number]) => Math.Truncate(number),
            ("round", [var number]) => Math.Round(number, MidpointRounding.ToEven),
            ("math.floor" or "np.floor", [var number]) => Math.Floor(number),
            ("math.ceil" or "np.ceil", [var number]) => Math.Ceiling(number),
            ("abs", [var number]) => Math.Abs(number),
            ("max" or "Math.Max", [_, _, ..]) => numbers.Max(),
            ("min" or "Math.Min", [_, _, ..]) => numbers.Min(),
            _ => null,
        };
    }
}
