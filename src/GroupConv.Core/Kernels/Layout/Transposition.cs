using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Transposes a matrix out of place.</summary>
internal static unsafe class Transposition
{
    private const int Side = 4;

    /// <summary>to[c][r] = from[r][c]. Strides are in floats; the matrices must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* from, nint fromStride, float* to, nint toStride, nint rows, nint columns)
    {
        if (rows < Side || columns < Side || !Vector128.IsHardwareAccelerated)
        {
            for (nint r = 0; r < rows; r++)
            {
                for (nint c = 0; c < columns; c++)
                    to[c * toStride + r] = from[r * fromStride + c];
            }

            return;
        }

        // The last block of rows or columns ends at the edge of the matrix and copies some elements twice.
        for (nint r = 0; ; r = nint.Min(r + Side, rows - Side))
        {
            nint c = 0;
            if (Avx.IsSupported)
            {
                for (; c + 2 * Side <= columns; c += 2 * Side)
                    Block4x8(from + r * fromStride + c, fromStride, to + c * toStride + r, toStride);
            }

            while (c < columns)
            {
                c = nint.Min(c, columns - Side);
                Block4x4(from + r * fromStride + c, fromStride, to + c * toStride + r, toStride);
                c += Side;
            }

            if (r == rows - Side)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4x8(float* from, nint fromStride, float* to, nint toStride)
    {
        var r0 = Vector256.Load(from);
        var r1 = Vector256.Load(from + fromStride);
        var r2 = Vector256.Load(from + 2 * fromStride);
        var r3 = Vector256.Load(from + 3 * fromStride);
        // Both halves of a vector do the same: columns 0 to 3 in the lower halves, 4 to 7 in the upper halves.
        var low01 = Avx.UnpackLow(r0, r1).AsDouble();
        var high01 = Avx.UnpackHigh(r0, r1).AsDouble();
        var low23 = Avx.UnpackLow(r2, r3).AsDouble();
        var high23 = Avx.UnpackHigh(r2, r3).AsDouble();
        var c0 = Avx.UnpackLow(low01, low23).AsSingle();
        var c1 = Avx.UnpackHigh(low01, low23).AsSingle();
        var c2 = Avx.UnpackLow(high01, high23).AsSingle();
        var c3 = Avx.UnpackHigh(high01, high23).AsSingle();
        c0.GetLower().Store(to);
        c1.GetLower().Store(to += toStride);
        c2.GetLower().Store(to += toStride);
        c3.GetLower().Store(to += toStride);
        c0.GetUpper().Store(to += toStride);
        c1.GetUpper().Store(to += toStride);
        c2.GetUpper().Store(to += toStride);
        c3.GetUpper().Store(to + toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4x4(float* from, nint fromStride, float* to, nint toStride)
    {
        var r0 = Vector128.Load(from);
        var r1 = Vector128.Load(from + fromStride);
        var r2 = Vector128.Load(from + 2 * fromStride);
        var r3 = Vector128.Load(from + 3 * fromStride);
        // Interleave r0 with r2 and r1 with r3; interleaving both results gives the columns.
        var low02 = InterleaveLower(r0, r2);
        var low13 = InterleaveLower(r1, r3);
        var high02 = InterleaveUpper(r0, r2);
        var high13 = InterleaveUpper(r1, r3);
        InterleaveLower(low02, low13).Store(to);
        InterleaveUpper(low02, low13).Store(to + toStride);
        InterleaveLower(high02, high13).Store(to + 2 * toStride);
        InterleaveUpper(high02, high13).Store(to + 3 * toStride);
    }

    /// <summary>a0 b0 a1 b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLower(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2 b2 a3 b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveUpper(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
