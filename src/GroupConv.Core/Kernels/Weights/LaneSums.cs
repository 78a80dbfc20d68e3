using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels.Weights;

/// <summary>Horizontal sums of vectors, in the same order for every vector.</summary>
internal static unsafe class LaneSums
{
    /// <summary>Sums the lanes of consecutive vectors.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">The first vector.</param>
    /// <param name="sums">Receives one value per vector.</param>
    /// <param name="count">Number of vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int lanes, float* vectors, float* sums, nint count)
    {
        nint i = 0;
        if (Sse.IsSupported && lanes >= 4)
        {
            for (; i + 4 <= count; i += 4, vectors += 4 * lanes)
                Four(
                    Quad(lanes, vectors),
                    Quad(lanes, vectors + lanes),
                    Quad(lanes, vectors + 2 * lanes),
                    Quad(lanes, vectors + 3 * lanes)).Store(sums + i);
        }

        for (; i < count; i++, vectors += lanes)
        {
            sums[i] = lanes switch
            {
                16 => Sum(Half(Half(Vector512.Load(vectors)))),
                8 => Sum(Half(Vector256.Load(vectors))),
                4 => Sum(Vector128.Load(vectors)),
                _ => *vectors,
            };
        }
    }

    /// <summary>The quads of a vector, added up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Quad(int lanes, float* vector) => lanes switch
    {
        16 => Half(Half(Vector512.Load(vector))),
        8 => Half(Vector256.Load(vector)),
        _ => Vector128.Load(vector),
    };

    /// <summary>The sums of four quads, each in the order of <see cref="Sum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> ab = Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b), cd = Sse.UnpackLow(c, d) + Sse.UnpackHigh(c, d);
        return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(Vector512<float> vector) => vector.GetLower() + vector.GetUpper();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Half(Vector256<float> vector) => vector.GetLower() + vector.GetUpper();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector128<float> vector)
    {
        vector += Vector128.Shuffle(vector, Vector128.Create(2, 3, 0, 1));
        return vector.ToScalar() + vector.GetElement(1);
    }
}
