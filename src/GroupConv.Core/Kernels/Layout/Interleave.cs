using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Puts rows together whose pixels take turns.</summary>
internal static unsafe class Interleave
{
    /// <summary>Two rows: even pixels from one, odd ones from the other.</summary>
    /// <param name="even">The row of the even pixels, (count + 1) / 2 of them.</param>
    /// <param name="odd">The row of the odd pixels, count / 2 of them.</param>
    /// <param name="to">Takes the pixels.</param>
    /// <param name="count">How many pixels there are in all.</param>
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

    /// <summary>One of several rows: its pixels go to every so many places.</summary>
    /// <param name="row">The row.</param>
    /// <param name="to">Takes the first pixel.</param>
    /// <param name="step">From one pixel's place to the next one's.</param>
    /// <param name="count">How many pixels the row has.</param>
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

    /// <summary>One of several rows, all pixels alike.</summary>
    /// <param name="value">The pixels' value.</param>
    /// <param name="to">Takes the first pixel.</param>
    /// <param name="step">From one pixel's place to the next one's.</param>
    /// <param name="count">How many pixels the row has.</param>
    public static void Fill(float value, float* to, nint step, nint count)
    {
        for (nint i = 0; i < count; i++, to += step)
            *to = value;
    }
}
