namespace GroupConv.Fuzz;

/// <summary>Whether numbers are those expected.</summary>
internal static class Judgement
{
    private const double UnitRoundoff = 1.0 / (1 << 24);

    /// <summary>
    /// How far float32 sums may lie from the exact ones: 4·u·√K times the size of what was summed, √(Σ of squares), for K terms. Each of K
    /// steps rounds a partial sum, of
    /// that size, by at most u of it, and the errors add up like a random walk. Sums of whole numbers are exact.
    /// </summary>
    public static double[] Tolerance(bool whole, double[] exact, Func<double[]> squares, double terms) => whole
        ? new double[exact.Length]
        : [.. exact.Zip(squares(), (sum, square) => 4 * UnitRoundoff * Math.Sqrt(terms + 1) * Math.Sqrt(square + sum * sum))];

    public static void Near(string what, float[] actual, double[] expected, double[] tolerance)
    {
        Same(what + ": elements", actual.Length, expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Not "greater than": NaN is near nothing but NaN. Equal ones may be infinite, and so have no difference.
            if (!expected[i].Equals(actual[i]) && !(Math.Abs(actual[i] - expected[i]) <= tolerance[i]))
                throw new FuzzFailure(FormattableString.Invariant(
                    $"{what}: element {i} is {actual[i]:g9}, not {expected[i]:g9} ± {tolerance[i]:g3}"));
        }
    }

    public static void SameBits(string what, float[] actual, float[] expected)
    {
        Same(what + ": elements", actual.Length, expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(actual[i]) != BitConverter.SingleToUInt32Bits(expected[i]))
                throw new FuzzFailure(FormattableString.Invariant(
                    $"{what}: element {i} is {actual[i]:g9}, not {expected[i]:g9} to the bit"));
        }
    }

    public static void Same(string what, double actual, double expected, double tolerance = 0)
    {
        if (!(Math.Abs(actual - expected) <= tolerance))
            throw new FuzzFailure(FormattableString.Invariant($"{what}: {actual:r}, not {expected:r} ± {tolerance:g3}"));
    }
}
