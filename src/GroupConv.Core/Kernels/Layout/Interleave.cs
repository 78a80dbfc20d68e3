using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Interleaves the rows of two or more parts.</summary>
internal static unsafe class Interleave
{
    /// <summary>Interleaves two rows: even pixels from one, odd pixels from the other.</summary>
    /// <param name="even">Even pixels, (count + 1) / 2 of them.</param>
    /// <param name="odd">Odd pixels, count / 2 of them.</param>
    /// <param name="to">Receives the pixels.</param>
    /// <param name="count">Number of pixels in all.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Two(float* even, float* odd, float* to, nint count)
    {
        nint pair = 0, pairs = count / 2;
        if (Sse.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            for (; pair + Vector128<float>.Count <= pairs; pair += Vector128<float>.Count)
            {
                var a = Vector128.Load(even + pair);
                var b = Vector128.Load(odd + pair);
                (Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b)).Store(to + 2 * pair);
                (Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b)).Store(to + 2 * pair + Vector128<float>.Count);
            }
        }

        for (; pair < pairs; pair++)
        {
            to[2 * pair] = even[pair];
            to[2 * pair + 1] = odd[pair];
        }

        if (count % 2 != 0)
            to[count - 1] = even[pairs];
    }

    /// <summary>Copies one of several rows to every step-th pixel.</summary>
    /// <param name="row">The row.</param>
    /// <param name="to">Receives the first pixel.</param>
    /// <param name="step">Distance between the destinations of two pixels.</param>
    /// <param name="count">Number of pixels of the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneOf(float* row, float* to, nint step, nint count)
    {
        if (step == 1)
        {
            PlaneRows.Sweep(row, to, count);
            return;
        }

        for (nint i = 0; i < count; i++, to += step)
            *to = row[i];
    }

    /// <summary>Fills one of several rows with one value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="to">Receives the first pixel.</param>
    /// <param name="step">Distance between the destinations of two pixels.</param>
    /// <param name="count">Number of pixels of the row.</param>
    public static void Fill(float value, float* to, nint step, nint count)
    {
        for (nint i = 0; i < count; i++, to += step)
            *to = value;
    }
}
