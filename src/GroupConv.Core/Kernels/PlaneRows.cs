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

    /// <summary>Copies the insides of rows alone, where what is around them stands in the padded plane already.</summary>
    /// <param name="from">The first inside element in the input.</param>
    /// <param name="fromRow">From one row to the next in the input.</param>
    /// <param name="to">Its place in the padded plane.</param>
    /// <param name="toRow">From one row to the next in the padded plane.</param>
    /// <param name="rows">Rows to copy.</param>
    /// <param name="count">Elements of a row to copy.</param>
    /// <param name="step">From one element to the next in the input row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyInside(float* from, nint fromRow, float* to, nint toRow, nint rows, nint count, nint step)
    {
        if (step == 1)
        {
            for (nint i = 0; i < rows; i++, from += fromRow, to += toRow)
                Sweep(from, to, count);
        }
        else
        {
            for (nint i = 0; i < rows; i++, from += fromRow, to += toRow)
                Stride(from, to, count, step);
        }
    }

    /// <summary>Copies floats that stand one after another; none where count is negative. No call, as rows are often short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sweep(float* from, float* to, nint count)
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
        if (step == 2 && count >= Vector256<float>.Count && Vector256.IsHardwareAccelerated)
        {
            var evens = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
            var odds = Vector256.Create(1, 3, 5, 7, 0, 2, 4, 6);
            while (true)
            {
                // The second vector ends at the eighth element, not one behind it: there may be nothing.
                var low = Vector256.Shuffle(Vector256.Load(from + 2 * at), evens);
                var high = Vector256.Shuffle(Vector256.Load(from + 2 * at + 7), odds);
                Vector256.Create(low.GetLower(), high.GetLower()).Store(to + at);
                if (at == count - Vector256<float>.Count)
                    return;
                at = nint.Min(at + Vector256<float>.Count, count - Vector256<float>.Count);
            }
        }

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
