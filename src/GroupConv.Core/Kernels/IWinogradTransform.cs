namespace GroupConv.Core.Kernels;

/// <summary>
/// The one-dimensional transforms of Winograd's F(m, 3): m outputs of a filter of 3 taps from m + 2 inputs with m + 2 multiplications,
/// y = Aᵀ((G g) ⊙ (Bᵀ d)). In two dimensions each is applied to columns and to rows. Source: A. Lavin and S. Gray, Fast Algorithms for
/// Convolutional Neural Networks, 2015.
/// </summary>
internal interface IWinogradTransform
{
    /// <summary>m: 2 or 4.</summary>
    static abstract int Outputs { get; }

    /// <summary>G g: three taps become m + 2.</summary>
    static abstract void Filter(double g0, double g1, double g2, Span<double> to);

    /// <summary>Bᵀ d in place; the last two only where m is 4.</summary>
    static abstract void Data<TLanes, TVector>(ref TVector d0, ref TVector d1, ref TVector d2, ref TVector d3, ref TVector d4, ref TVector d5)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;

    /// <summary>Aᵀ p in place: m outputs where the first m products stood. The last two products only where m is 4.</summary>
    static abstract void Sums<TLanes, TVector>(ref TVector p0, ref TVector p1, ref TVector p2, ref TVector p3, TVector p4, TVector p5)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged;
}
