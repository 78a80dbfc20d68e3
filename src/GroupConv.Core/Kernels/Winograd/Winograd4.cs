using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>F(4, 3) through the points 0, ±a, ±b and ∞ with a = 5/8 and b = 3/2.</summary>
/// <remarks>
/// The usual points 0, ±1, ±2 give factors up to 8 and twice the error. These points are among the best of a search over eighths, need no
/// more instructions, and make all factors of Bᵀ and Aᵀ exact in float32. With s = 2a²(a² − b²) and t = 2b²(b² − a²):
/// <code>
///      a²b²    0 −a²−b²    0   1   0        1/a²b²    0     0
///       0   −ab²   −b²     a   1   0          1/s    a/s  a²/s        1   1   1   1   1   0
/// Bᵀ =  0    ab²   −b²    −a   1   0    G =   1/s   −a/s  a²/s   Aᵀ = 0   a  −a   b  −b   0
///       0   −a²b   −a²     b   1   0          1/t    b/t  b²/t        0   a²  a²  b²  b²  0
///       0    a²b   −a²    −b   1   0          1/t   −b/t  b²/t        0   a³ −a³  b³ −b³  1
///       0   a²b²     0  −a²−b² 0   1           0      0     1
/// </code>
/// </remarks>
internal readonly struct Winograd4 : IWinogradTransform
{
    private const float A = 0.625f;
    private const float B = 1.5f;

    public static int Outputs => 4;

    public static ReadOnlySpan<float> DataConstants => [A * A * B * B, -A * A - B * B, -B * B, -A * A, A, -A, B, -B];

    public static ReadOnlySpan<float> SumsConstants => [A, B, A * A, B * B, A * A * A, B * B * B];

    public static void Filter(double g0, double g1, double g2, Span<double> to)
    {
        const double a2 = A * A, b2 = B * B, s = 2 * a2 * (a2 - b2), t = 2 * b2 * (b2 - a2);
        to[0] = g0 / (a2 * b2);
        to[1] = (g0 + a2 * g2 + A * g1) / s;
        to[2] = (g0 + a2 * g2 - A * g1) / s;
        to[3] = (g0 + b2 * g2 + B * g1) / t;
        to[4] = (g0 + b2 * g2 - B * g1) / t;
        to[5] = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data<TLanes, TVector>(
        ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3, ref TVector d4, ref TVector d5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector c7)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        d0 = TLanes.MultiplyAdd(d0, c0, TLanes.MultiplyAdd(d2, c1, d4));
        d5 = TLanes.MultiplyAdd(d1, c0, TLanes.MultiplyAdd(d3, c1, d5));
        var evenA = TLanes.MultiplyAdd(d2, c2, d4);
        var oddA = TLanes.MultiplyAdd(d1, c2, d3);
        var evenB = TLanes.MultiplyAdd(d2, c3, d4);
        var oddB = TLanes.MultiplyAdd(d1, c3, d3);
        d1 = TLanes.MultiplyAdd(oddA, c4, evenA);
        d2 = TLanes.MultiplyAdd(oddA, c5, evenA);
        d3 = TLanes.MultiplyAdd(oddB, c6, evenB);
        d4 = TLanes.MultiplyAdd(oddB, c7, evenB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums<TLanes, TVector>(
        ref TVector p0, ref TVector p1, ref TVector p2, ref TVector p3, TVector p4, TVector p5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        TVector sumA = TLanes.Add(p1, p2), oddA = TLanes.Subtract(p1, p2), sumB = TLanes.Add(p3, p4), oddB = TLanes.Subtract(p3, p4);
        p0 = TLanes.Add(p0, TLanes.Add(sumA, sumB));
        p1 = TLanes.MultiplyAdd(oddA, c0, TLanes.MultiplyAdd(oddB, c1, TLanes.Zero));
        p2 = TLanes.MultiplyAdd(sumA, c2, TLanes.MultiplyAdd(sumB, c3, TLanes.Zero));
        p3 = TLanes.MultiplyAdd(oddA, c4, TLanes.MultiplyAdd(oddB, c5, p5));
    }
}
