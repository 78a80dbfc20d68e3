using System.Globalization;
using GroupConv.Bench.Layers;

namespace GroupConv.Bench.Peers;

/// <summary>Whether two outputs of the same layer agree up to rounding.</summary>
/// <param name="MaxDifference">The largest difference of two elements; NaN if only one of them is NaN.</param>
/// <param name="Tolerance">The largest allowed difference.</param>
internal readonly record struct Agreement(double MaxDifference, double Tolerance)
{
    // Two sums of K products in different orders differ by about ε·√K; the factor covers the worst of a million elements.
    private const double DirectFactor = 8;

    // Winograd's tiles of 4x4 have about twice the error of a direct sum, and twice its bound (docs/winograd.md).
    private const double WinogradFactor = 16;

    // Not "greater than", so that NaN never passes.
    public bool Holds => MaxDifference <= Tolerance;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"differs by {MaxDifference:g3}, allowed {Tolerance:g3}");

    public static Agreement Of(Layer layer, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        double difference = 0, largest = 0;
        for (int i = 0; i < theirs.Length; i++)
        {
            // Math.Max propagates NaN.
            difference = Math.Max(difference, Math.Abs((double)ours[i] - theirs[i]));
            largest = Math.Max(largest, Math.Abs(theirs[i]));
        }

        double factor = layer.Category == Category.Winograd ? WinogradFactor : DirectFactor;
        const double Epsilon = 1.0 / (1 << 23);
        return new Agreement(difference, factor * Epsilon * Math.Sqrt(layer.ReductionLength) * largest);
    }
}
