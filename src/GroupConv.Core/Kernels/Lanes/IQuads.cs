using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>
/// Vectors as quads of four lanes, for transposing: quads, or pairs of quads, are loaded from separate addresses. x64 only: the portable
/// API has no such shuffles of two vectors.
/// </summary>
internal unsafe interface IQuads<TVector>
    where TVector : unmanaged
{
    /// <summary>Loads four floats per quad.</summary>
    /// <param name="from">The first quad.</param>
    /// <param name="step">From one quad to the next.</param>
    static abstract TVector LoadQuads(float* from, nint step);

    static abstract void StoreQuads(TVector value, float* to, nint step);

    /// <summary>Loads eight floats per pair of quads.</summary>
    /// <param name="from">The first pair.</param>
    /// <param name="step">From one pair to the next.</param>
    static abstract TVector LoadPairs(float* from, nint step);

    static abstract void StorePairs(TVector value, float* to, nint step);

    /// <summary>The first two lanes of each quad of two vectors: a0 b0 a1 b1.</summary>
    static abstract TVector ZipLow(TVector a, TVector b);

    /// <summary>The last two lanes of each quad of two vectors: a2 b2 a3 b3.</summary>
    static abstract TVector ZipHigh(TVector a, TVector b);

    /// <summary>The quads of the first halves of two vectors, in turn.</summary>
    static abstract TVector ZipLowQuads(TVector a, TVector b);

    /// <summary>The quads of the second halves of two vectors, in turn.</summary>
    static abstract TVector ZipHighQuads(TVector a, TVector b);

    /// <summary>The even quads of one vector, then of the other: the inverse of the zips of quads.</summary>
    static abstract TVector EvenQuads(TVector a, TVector b);

    /// <summary>The odd quads of one vector, then of the other.</summary>
    static abstract TVector OddQuads(TVector a, TVector b);
}

/// <summary>Four quads (AVX-512).</summary>
internal readonly unsafe struct Quads512 : IQuads<Vector512<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadQuads(float* from, nint step) =>
        Quads256.LoadQuads(from, step).ToVector512Unsafe().WithUpper(Quads256.LoadQuads(from + 2 * step, step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(Vector512<float> value, float* to, nint step)
    {
        Quads256.StoreQuads(value.GetLower(), to, step);
        Quads256.StoreQuads(value.GetUpper(), to + 2 * step, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadPairs(float* from, nint step) =>
        Vector256.Load(from).ToVector512Unsafe().WithUpper(Vector256.Load(from + step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector512<float> value, float* to, nint step)
    {
        value.GetLower().Store(to);
        value.GetUpper().Store(to + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipLow(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipHigh(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipLowQuads(Vector512<float> a, Vector512<float> b) =>
        Permute(a, Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ZipHighQuads(Vector512<float> a, Vector512<float> b) =>
        Permute(a, Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> EvenQuads(Vector512<float> a, Vector512<float> b) => Avx512F.Shuffle4x128(a, b, 0b10_00_10_00);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> OddQuads(Vector512<float> a, Vector512<float> b) => Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Permute(Vector512<float> a, Vector512<long> indices, Vector512<float> b) =>
        Avx512F.PermuteVar8x64x2(a.AsInt64(), indices, b.AsInt64()).AsSingle();
}

/// <summary>Two quads (AVX).</summary>
internal readonly unsafe struct Quads256 : IQuads<Vector256<float>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadQuads(float* from, nint step) =>
        Vector128.Load(from).ToVector256Unsafe().WithUpper(Vector128.Load(from + step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuads(Vector256<float> value, float* to, nint step)
    {
        value.GetLower().Store(to);
        value.GetUpper().Store(to + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPairs(float* from, nint step) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Vector256<float> value, float* to, nint step) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZipLow(Vector256<float> a, Vector256<float> b) => Avx.UnpackLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZipHigh(Vector256<float> a, Vector256<float> b) => Avx.UnpackHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZipLowQuads(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ZipHighQuads(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> EvenQuads(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> OddQuads(Vector256<float> a, Vector256<float> b) => Avx.Permute2x128(a, b, 0x31);
}
