using System.Numerics;
using System.Runtime.CompilerServices;

namespace GroupConv.Core.Execution;

/// <summary>Looks for infinities and NaN.</summary>
internal static unsafe class NonFinite
{
    // An all-ones exponent. The bits of finite numbers, without the sign and read as an integer, are below it.
    private const int Exponent = 0x7F800000;

    /// <summary>Whether a number is infinite or NaN. One pass over memory; nothing is allocated.</summary>
    /// <param name="values">The first number.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="threads">How many threads may share the pass.</param>
    /// <param name="cancellation">Watched between pieces.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static bool IsAmong(float* values, long count, int threads, Cancellation cancellation)
    {
        int found = 0;
        WorkerPool.Run(
            Search.Instance,
            new ConvBuffers(values, values + count, null, (float*)&found, null, null),
            (count + Search.Piece - 1) / Search.Piece,
            threads,
            cancellation);
        return Volatile.Read(ref found) != 0;
    }

    /// <summary>Whether a number is infinite or NaN.</summary>
    /// <param name="values">The first number.</param>
    /// <param name="count">How many there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsAmong(float* values, long count)
    {
        int lanes = Vector<int>.Count;
        var magnitude = new Vector<int>(int.MaxValue);
        Vector<int> a = Vector<int>.Zero, b = a, c = a, d = a;
        int* bits = (int*)values, end = bits + count;
        for (; end - bits >= 4 * lanes; bits += 4 * lanes)
        {
            a = Vector.Max(a, Vector.Load(bits) & magnitude);
            b = Vector.Max(b, Vector.Load(bits + lanes) & magnitude);
            c = Vector.Max(c, Vector.Load(bits + 2 * lanes) & magnitude);
            d = Vector.Max(d, Vector.Load(bits + 3 * lanes) & magnitude);
        }

        bool found = Vector.GreaterThanOrEqualAny(Vector.Max(Vector.Max(a, b), Vector.Max(c, d)), new Vector<int>(Exponent));
        for (; bits < end; bits++)
            found |= (*bits & int.MaxValue) >= Exponent;
        return found;
    }

    /// <summary>A pass over the numbers from the input of its buffers to the weight; the output takes 1 where one is found.</summary>
    private sealed class Search : IParallelWork
    {
        // 256 KB: some microseconds.
        public const long Piece = 1 << 16;

        public static readonly Search Instance = new();

        public void Do(in ConvBuffers buffers, long item, int participant)
        {
            float* first = buffers.X + item * Piece;
            if (IsAmong(first, Math.Min(Piece, buffers.Weight - first)))
                Volatile.Write(ref *(int*)buffers.Y, 1);
        }
    }
}
