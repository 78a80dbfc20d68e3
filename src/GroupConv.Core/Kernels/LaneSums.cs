using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>The sum of the lanes of each vector, in one order for all vectors.</summary>
internal static unsafe class LaneSums
{
    /// <summary>Sums vectors that stand one behind the other.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="vectors">The first vector.</param>
    /// <param name="sums">Takes a number for each vector.</param>
    /// <param name="count">How many vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int lanes, float* vectors, float* sums, nint count)
    {
        for (nint i = 0; i < count; i++, vectors += lanes)
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
