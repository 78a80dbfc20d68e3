using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

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

/// <summary>16 lanes; requires AVX-512.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadMasked(float* from, Vector512<float> mask) => Avx512F.MaskLoad(from, mask, Vector512<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float* from) => Vector512.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> And(Vector512<float> a, Vector512<float> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Evens(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Odds(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar16x32x2(a, Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FirstPairs(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar16x32x2(a, Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LastPairs(Vector512<float> a, Vector512<float> b) =>
        Avx512F.PermuteVar16x32x2(a, Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Next(Vector512<float> a, Vector512<float> b) =>
        Avx512F.AlignRight32(b.AsInt32(), a.AsInt32(), 1).AsSingle();
}

/// <summary>8 lanes.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* from) => Vector256.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadMasked(float* from, Vector256<float> mask) =>
        Avx.IsSupported
            ? Avx.MaskLoad(from, mask)
            : Vector256.Create(Lanes128.LoadMasked(from, mask.GetLower()), Lanes128.LoadMasked(from + 4, mask.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float* from) => Vector256.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> And(Vector256<float> a, Vector256<float> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Evens(Vector256<float> a, Vector256<float> b) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.PermuteVar8x32x2(a, Vector256.Create(0, 2, 4, 6, 8, 10, 12, 14), b)
        : Avx2.IsSupported ? Avx2.Permute4x64(Avx.Shuffle(a, b, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle()
        : Vector256.Create(
            Vector256.Shuffle(a, Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7)).GetLower(),
            Vector256.Shuffle(b, Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7)).GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Odds(Vector256<float> a, Vector256<float> b) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.PermuteVar8x32x2(a, Vector256.Create(1, 3, 5, 7, 9, 11, 13, 15), b)
        : Avx2.IsSupported ? Avx2.Permute4x64(Avx.Shuffle(a, b, 0b11_01_11_01).AsDouble(), 0b11_01_10_00).AsSingle()
        : Vector256.Create(
            Vector256.Shuffle(a, Vector256.Create(1, 3, 5, 7, 0, 2, 4, 6)).GetLower(),
            Vector256.Shuffle(b, Vector256.Create(1, 3, 5, 7, 0, 2, 4, 6)).GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FirstPairs(Vector256<float> a, Vector256<float> b) =>
        Vector256.Shuffle(Vector256.Create(a.GetLower(), b.GetLower()), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LastPairs(Vector256<float> a, Vector256<float> b) =>
        Vector256.Shuffle(Vector256.Create(a.GetUpper(), b.GetUpper()), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Next(Vector256<float> a, Vector256<float> b) =>
        Avx2.IsSupported
            ? Avx2.AlignRight(Avx.Permute2x128(a, b, 0b10_0001).AsByte(), a.AsByte(), sizeof(float)).AsSingle()
            : Vector256.Shuffle(a, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 0)).WithElement(7, b[0]);
}

/// <summary>4 lanes.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static Vector128<float> Zero => Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* from) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadMasked(float* from, Vector128<float> mask) =>
        Avx.IsSupported
            ? Avx.MaskLoad(from, mask)
            : Vector128.Create(
                Lanes32.LoadMasked(from, mask[0]),
                Lanes32.LoadMasked(from + 1, mask[1]),
                Lanes32.LoadMasked(from + 2, mask[2]),
                Lanes32.LoadMasked(from + 3, mask[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* to) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float* from) => Vector128.Create(*from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> And(Vector128<float> a, Vector128<float> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Evens(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Shuffle(a, b, 0b10_00_10_00)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipEven(a, b)
        : Vector128.Create(
            Vector128.Shuffle(a, Vector128.Create(0, 2, 1, 3)).GetLower(),
            Vector128.Shuffle(b, Vector128.Create(0, 2, 1, 3)).GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Odds(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.Shuffle(a, b, 0b11_01_11_01)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(a, b)
        : Vector128.Create(
            Vector128.Shuffle(a, Vector128.Create(1, 3, 0, 2)).GetLower(),
            Vector128.Shuffle(b, Vector128.Create(1, 3, 0, 2)).GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FirstPairs(Vector128<float> a, Vector128<float> b) =>
        Vector128.Shuffle(Vector128.Create(a.GetLower(), b.GetLower()), Vector128.Create(0, 2, 1, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LastPairs(Vector128<float> a, Vector128<float> b) =>
        Vector128.Shuffle(Vector128.Create(a.GetUpper(), b.GetUpper()), Vector128.Create(0, 2, 1, 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Next(Vector128<float> a, Vector128<float> b) =>
        Ssse3.IsSupported ? Ssse3.AlignRight(b.AsByte(), a.AsByte(), sizeof(float)).AsSingle()
        : AdvSimd.IsSupported ? AdvSimd.ExtractVector128(a, b, 1)
        : Vector128.Shuffle(a, Vector128.Create(1, 2, 3, 0)).WithElement(3, b[0]);
}

/// <summary>1 lane, for machines without SIMD, where the vector types are emulated slowly.</summary>
internal readonly unsafe struct Lanes32 : ILanes<float>
{
    public static float Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* from) => *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadMasked(float* from, float mask) => BitConverter.SingleToInt32Bits(mask) == 0 ? 0 : *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* to) => *to = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float* from) => *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float Create(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float And(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b));

    public static float Evens(float a, float b) => a;

    public static float Odds(float a, float b) => b;

    public static float FirstPairs(float a, float b) => a;

    public static float LastPairs(float a, float b) => b;

    public static float Next(float a, float b) => b;
}
