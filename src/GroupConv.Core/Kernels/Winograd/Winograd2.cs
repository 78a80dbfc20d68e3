using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>F(2, 3) through the points 0, 1, −1 and ∞: only additions, except for the filter.</summary>
/// <remarks>
/// <code>
///      1  0 −1  0         1   0   0
/// Bᵀ = 0  1  1  0     G = ½   ½   ½     Aᵀ = 1  1  1  0
///      0 −1  1  0         ½  −½   ½          0  1 −1  1
///      0 −1  0  1         0   0   1
/// </code>
/// </remarks>
internal readonly struct Winograd2 : IWinogradTransform
{
    public static int Outputs => 2;

    public static ReadOnlySpan<float> DataConstants => [0, 0, 0, 0, 0, 0, 0, 0];

    public static ReadOnlySpan<float> SumsConstants => [0, 0, 0, 0, 0, 0];

    public static void Filter(double g0, double g1, double g2, Span<double> to)
    {
        double even = (g0 + g2) / 2, odd = g1 / 2;
        to[0] = g0;
        to[1] = even + odd;
        to[2] = even - odd;
        to[3] = g2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Data<TLanes, TVector>(
        ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3, ref TVector d4, ref TVector d5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector c7)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        d0 = TLanes.Subtract(d0, d2);
        d3 = TLanes.Subtract(d3, d1);
        var sum = TLanes.Add(d2, d1);
        d2 = TLanes.Subtract(d2, d1);
        d1 = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums<TLanes, TVector>(
        ref TVector p0, ref TVector p1, ref TVector p2, ref TVector p3, TVector p4, TVector p5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        p0 = TLanes.Add(p0, TLanes.Add(p1, p2));
        p1 = TLanes.Add(TLanes.Subtract(p1, p2), p3);
    }
}
