using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Copies rows of an input plane into two phases at once, alternating pixels: half the loads of two passes.</summary>
internal static unsafe class PhasePairs
{
    /// <summary>Copies rows: the inside of each row as vectors, the margins pixel by pixel through tables.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="width">Columns of the input plane.</param>
    /// <param name="rows">Source row of each row to write; −1 for a row of zeros.</param>
    /// <param name="rowCount">Number of rows to write.</param>
    /// <param name="to">The first phase; its rows are contiguous.</param>
    /// <param name="phaseFloats">Distance from the first phase to the second.</param>
    /// <param name="columns">Source column of each column of the first phase; −1 for a zero.</param>
    /// <param name="otherColumns">The same for the second.</param>
    /// <param name="length">Columns of a phase.</param>
    /// <param name="inside">Columns of the first phase whose sources advance by 2.</param>
    /// <param name="otherInside">The same for the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(
        float* plane, nint width, int* rows, nint rowCount, float* to, nint phaseFloats,
        int* columns, int* otherColumns, nint length, (int First, int Last) inside, (int First, int Last) otherInside)
    {
        // The phase whose source comes first takes the even pixels.
        bool swap = otherColumns[otherInside.First] < columns[inside.First];
        (nint evenFirst, nint oddFirst) = swap ? (otherInside.First, inside.First) : (inside.First, otherInside.First);
        nint source = swap ? otherColumns[evenFirst] : columns[evenFirst];
        nint count = nint.Min(inside.Last - inside.First, otherInside.Last - otherInside.First);
        for (nint i = 0; i < rowCount; i++, to += length)
        {
            float* other = to + phaseFloats;
            if (rows[i] < 0)
            {
                new Span<float>(to, (int)length).Clear();
                new Span<float>(other, (int)length).Clear();
                continue;
            }

            float* row = plane + rows[i] * width;
            Split(row + source, (swap ? other : to) + evenFirst, (swap ? to : other) + oddFirst, count);
            Margins(row, to, columns, inside.First, inside.First + count, length);
            Margins(row, other, otherColumns, otherInside.First, otherInside.First + count, length);
        }
    }

    /// <summary>Whether the insides of two phases start at neighbouring columns, so that they can be copied as a pair.</summary>
    public static bool Fits(int[] columns, int[] otherColumns, (int First, int Last) inside, (int First, int Last) otherInside) =>
        inside.First < inside.Last && otherInside.First < otherInside.Last
        && Math.Abs(columns[inside.First] - otherColumns[otherInside.First]) == 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Margins(float* row, float* to, int* columns, nint first, nint last, nint length)
    {
        for (nint j = 0; j < first; j++)
            to[j] = columns[j] < 0 ? 0 : row[columns[j]];
        for (nint j = last; j < length; j++)
            to[j] = columns[j] < 0 ? 0 : row[columns[j]];
    }

    /// <summary>
    /// Copies from[0], from[2], ... to evens and the others to odds: 2 · count floats. The last vectors end at the row's end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(float* from, float* evens, float* odds, nint count)
    {
        if (Avx512F.IsSupported && count >= Vector512<float>.Count)
        {
            var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            var odd = Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
            for (nint at = 0; ; at = nint.Min(at + Vector512<float>.Count, count - Vector512<float>.Count))
            {
                var low = Vector512.Load(from + 2 * at);
                var high = Vector512.Load(from + 2 * at + Vector512<float>.Count);
                Avx512F.PermuteVar16x32x2(low, even, high).Store(evens + at);
                Avx512F.PermuteVar16x32x2(low, odd, high).Store(odds + at);
                if (at == count - Vector512<float>.Count)
                    return;
            }
        }

        if (Avx2.IsSupported && count >= Vector256<float>.Count)
        {
            for (nint at = 0; ; at = nint.Min(at + Vector256<float>.Count, count - Vector256<float>.Count))
            {
                var low = Vector256.Load(from + 2 * at);
                var high = Vector256.Load(from + 2 * at + Vector256<float>.Count);
                // Shuffles each half of a vector, then swaps the middle quarters.
                Avx2.Permute4x64(Avx.Shuffle(low, high, 0b10_00_10_00).AsDouble(), 0b11_01_10_00).AsSingle().Store(evens + at);
                Avx2.Permute4x64(Avx.Shuffle(low, high, 0b11_01_11_01).AsDouble(), 0b11_01_10_00).AsSingle().Store(odds + at);
                if (at == count - Vector256<float>.Count)
                    return;
            }
        }

        if (Vector128.IsHardwareAccelerated && count >= Vector128<float>.Count)
        {
            for (nint at = 0; ; at = nint.Min(at + Vector128<float>.Count, count - Vector128<float>.Count))
            {
                var low = Vector128.Load(from + 2 * at);
                var high = Vector128.Load(from + 2 * at + Vector128<float>.Count);
                Evens(low, high).Store(evens + at);
                Odds(low, high).Store(odds + at);
                if (at == count - Vector128<float>.Count)
                    return;
            }
        }

        for (nint at = 0; at < count; at++)
            (evens[at], odds[at]) = (from[2 * at], from[2 * at + 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Evens(Vector128<float> low, Vector128<float> high) =>
        Sse.IsSupported ? Sse.Shuffle(low, high, 0b10_00_10_00)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipEven(low, high)
        : Vector128.Create(low[0], low[2], high[0], high[2]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Odds(Vector128<float> low, Vector128<float> high) =>
        Sse.IsSupported ? Sse.Shuffle(low, high, 0b11_01_11_01)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(low, high)
        : Vector128.Create(low[1], low[3], high[1], high[3]);
}
