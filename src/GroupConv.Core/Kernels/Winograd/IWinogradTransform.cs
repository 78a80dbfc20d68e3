using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>
/// The one-dimensional transforms of Winograd's F(m, 3): m outputs of a filter of 3 taps from m + 2 inputs with m + 2 multiplications, y =
/// Aᵀ((G g) ⊙ (Bᵀ d)). In two dimensions, each transform is applied to columns and to rows. Source: A. Lavin and S. Gray, Fast Algorithms
/// for Convolutional Neural Networks, 2015.
/// </summary>
internal interface IWinogradTransform
{
    /// <summary>m: 2 or 4.</summary>
    static abstract int Outputs { get; }

    /// <summary>G g: three taps become m + 2.</summary>
    static abstract void Filter(double g0, double g1, double g2, Span<double> to);

    /// <summary>
    /// The 8 factors of Bᵀ that <see cref="Data"/> uses; zeros if it uses none. Loops keep them in registers: literals would be reloaded in
    /// every pass.
    /// </summary>
    static abstract ReadOnlySpan<float> DataConstants { get; }

    /// <summary>Bᵀ d in place; the last two values only if m is 4. The c are <see cref="DataConstants"/>.</summary>
    static abstract void Data<TLanes, TVector>(
        ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3, ref TVector d4, ref TVector d5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector c7)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;

    /// <summary>The 6 factors of Aᵀ that <see cref="Sums"/> uses; zeros if it uses none.</summary>
    static abstract ReadOnlySpan<float> SumsConstants { get; }

    /// <summary>
    /// Aᵀ p in place: m outputs replace the first m products; the last two products only if m is 4. The c are <see cref="SumsConstants"/>.
    /// </summary>
    static abstract void Sums<TLanes, TVector>(
        ref TVector p0, ref TVector p1, ref TVector p2, ref TVector p3, TVector p4, TVector p5,
        TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;
}
