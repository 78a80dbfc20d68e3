using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Lanes;

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
