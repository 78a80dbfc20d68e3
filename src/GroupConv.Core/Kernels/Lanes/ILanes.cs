namespace GroupConv.Core.Kernels.Lanes;

/// <summary>
/// The vector operations that microkernels use, so that one source serves every vector width. <typeparamref name="TVector"/> is the bare
/// register type: the JIT does not keep a wrapper struct in registers.
/// </summary>
internal unsafe interface ILanes<TVector>
    where TVector : unmanaged
{
    static abstract TVector Zero { get; }

    static abstract TVector Load(float* from);

    /// <summary>Loads the lanes whose mask bits are set; the others are zero, and their memory is not accessed.</summary>
    static abstract TVector LoadMasked(float* from, TVector mask);

    static abstract void Store(TVector value, float* to);

    /// <summary>Loads one value into every lane.</summary>
    static abstract TVector Broadcast(float* from);

    static abstract TVector Create(float value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>Bitwise and.</summary>
    static abstract TVector And(TVector a, TVector b);

    /// <summary>a · b + c, fused where the hardware can; rounds alike in every lane.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>Elements 0, 2, 4 … of a followed by b.</summary>
    static abstract TVector Evens(TVector a, TVector b);

    /// <summary>Elements 1, 3, 5 … of a followed by b.</summary>
    static abstract TVector Odds(TVector a, TVector b);

    /// <summary>The first half of a0 b0 a1 b1 …: the inverse of <see cref="Evens"/> and <see cref="Odds"/>.</summary>
    static abstract TVector FirstPairs(TVector a, TVector b);

    /// <summary>The second half of a0 b0 a1 b1 …</summary>
    static abstract TVector LastPairs(TVector a, TVector b);

    /// <summary>All elements of a but the first, then the first of b.</summary>
    static abstract TVector Next(TVector a, TVector b);
}
