using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels;

/// <summary>Copies rows of an input plane into a padded plane, or into one phase of it.</summary>
internal static unsafe class PlaneRows
{
    /// <summary>Copies rows: margins one by one through a table, the inside of each row in one sweep.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="width">Columns of the input plane.</param>
    /// <param name="rows">For each row to write, the row of the input plane, or −1 for a row of zeros.</param>
    /// <param name="rowCount">Rows to write.</param>
    /// <param name="to">The padded plane, its rows one after another.</param>
    /// <param name="columns">For each column of a padded row, the column of the input row, or −1 for a zero.</param>
    /// <param name="length">Columns of a padded row.</param>
    /// <param name="first">Where the inside begins, in a padded row.</param>
    /// <param name="last">Where it ends: from first to last, columns advance by <paramref name="step"/>.</param>
    /// <param name="step">From one inside column to the next one in the input row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy(
        float* plane, nint width, int* rows, nint rowCount, float* to, int* columns, nint length, nint first, nint last, nint step)
    {
        for (nint i = 0; i < rowCount; i++, to += length)
        {
            if (rows[i] < 0)
            {
                new Span<float>(to, (int)length).Clear();
                continue;
            }

            float* row = plane + rows[i] * width;
            for (nint j = 0; j < first; j++)
                to[j] = columns[j] < 0 ? 0 : row[columns[j]];
            if (first < last)
            {
                float* inside = row + columns[first];
                if (step == 1)
                    Sweep(inside, to + first, last - first);
                else
                    Stride(inside, to + first, last - first, step);
            }

            for (nint j = last; j < length; j++)
                to[j] = columns[j] < 0 ? 0 : row[columns[j]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sweep(float* from, float* to, nint count)
    {
        if (count < Vector128<float>.Count)
        {
            for (nint j = 0; j < count; j++)
                to[j] = from[j];
            return;
        }

        nint at = 0;
        for (; at + Vector256<float>.Count <= count; at += Vector256<float>.Count)
            Vector256.Load(from + at).Store(to + at);
        if (at + Vector128<float>.Count <= count)
        {
            Vector128.Load(from + at).Store(to + at);
            at += Vector128<float>.Count;
        }

        // The rest again with what stands before it, in one vector that ends where the row ends.
        if (at < count)
            Vector128.Load(from + count - Vector128<float>.Count).Store(to + count - Vector128<float>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Stride(float* from, float* to, nint count, nint step)
    {
        nint at = 0;
        for (; at + 4 <= count; at += 4, from += 4 * step)
        {
            to[at] = from[0];
            to[at + 1] = from[step];
            to[at + 2] = from[2 * step];
            to[at + 3] = from[3 * step];
        }

        for (; at < count; at++, from += step)
            to[at] = from[0];
    }
}
