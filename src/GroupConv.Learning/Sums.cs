using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Learning;

/// <summary>
/// Sums of float32 in double. The order depends on the length alone, not on the vector width, so that the bits are the same on every
/// machine. (The framework's sums depend on how memory is aligned: their rounding differs from run to run.)
/// </summary>
internal static class Sums
{
    /// <summary>Σ x.</summary>
    public static double Of(ReadOnlySpan<float> x)
    {
        (var low, var high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(x);
        foreach (var vector in vectors)
        {
            (var lower, var upper) = Vector256.Widen(vector);
            (low, high) = (low + lower, high + upper);
        }

        double sum = Vector256.Sum(low + high);
        foreach (float value in x[(vectors.Length * Vector256<float>.Count)..])
            sum += value;
        return sum;
    }

    /// <summary>Σ x·y.</summary>
    public static double Products(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        (var low, var high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var xs = MemoryMarshal.Cast<float, Vector256<float>>(x);
        var ys = MemoryMarshal.Cast<float, Vector256<float>>(y)[..xs.Length];
        for (int i = 0; i < xs.Length; i++)
        {
            (var lowerX, var upperX) = Vector256.Widen(xs[i]);
            (var lowerY, var upperY) = Vector256.Widen(ys[i]);
            (low, high) = (low + lowerX * lowerY, high + upperX * upperY);
        }

        double sum = Vector256.Sum(low + high);
        for (int i = xs.Length * Vector256<float>.Count; i < x.Length; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }

    /// <summary>Σ (x − mean)².</summary>
    public static double SquaredDistances(ReadOnlySpan<float> x, double mean)
    {
        (var low, var high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var middle = Vector256.Create(mean);
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(x);
        foreach (var vector in vectors)
        {
            (var lower, var upper) = Vector256.Widen(vector);
            (lower, upper) = (lower - middle, upper - middle);
            (low, high) = (low + lower * lower, high + upper * upper);
        }

        double sum = Vector256.Sum(low + high);
        foreach (float value in x[(vectors.Length * Vector256<float>.Count)..])
            sum += (value - mean) * (value - mean);
        return sum;
    }
}
