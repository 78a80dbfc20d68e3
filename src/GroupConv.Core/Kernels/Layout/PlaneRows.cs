using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Copies rows of an input plane into a padded plane, or into one phase of it.</summary>
internal static unsafe class PlaneRows
{
    /// <summary>Floats that a row with <see cref="InsideArguments.Overflows"/> may read and write, even if it is shorter.</summary>
    public const int Chunk = 16;

    /// <summary>Copies rows: the inside of each row as vectors, the margins pixel by pixel through a table.</summary>
    /// <param name="plane">The input plane.</param>
    /// <param name="width">Columns of the input plane.</param>
    /// <param name="rows">Source row of each row to write; −1 for a row of zeros.</param>
    /// <param name="rowCount">Number of rows to write.</param>
    /// <param name="to">The padded plane; its rows are contiguous.</param>
    /// <param name="columns">Source column of each column of a padded row; −1 for a zero.</param>
    /// <param name="length">Columns of a padded row.</param>
    /// <param name="first">First inside column of a padded row.</param>
    /// <param name="last">Column after the inside; the sources of inside columns advance by <paramref name="step"/>.</param>
    /// <param name="step">Distance between the sources of two inside columns.</param>
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

    /// <summary>Copies only the insides of planes whose margins are in the padded planes already.</summary>
    /// <param name="inside">The part of each plane to copy.</param>
    /// <param name="x">The first input plane.</param>
    /// <param name="end">End of the input; nothing from there on is read.</param>
    /// <param name="padded">The first padded plane.</param>
    /// <param name="planes">Number of planes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyInsides(in InsideArguments inside, float* x, float* end, float* padded, nint planes)
    {
        float* from = x + inside.Source, to = padded + inside.Destination;
        nint fromRow = inside.SourceRow, toRow = inside.DestinationRow, rows = inside.Rows, count = inside.Count, step = inside.Step;
        for (nint plane = 0; plane < planes; plane++, from += inside.SourcePlane, to += inside.DestinationPlane)
        {
            nint row = 0;
            if (inside.Overflows)
            {
                // Only the rows whose whole chunk is inside the input.
                nint free = (nint)(end - from) - Chunk;
                row = free < 0 ? 0 : nint.Min(free / fromRow + 1, rows);
                CopyChunks(from, fromRow, to, toRow, row, count);
            }

            if (step == 1)
            {
                for (; row < rows; row++)
                    Sweep(from + row * fromRow, to + row * toRow, count);
            }
            else
            {
                for (; row < rows; row++)
                    Stride(from + row * fromRow, to + row * toRow, count, step);
            }
        }
    }

    /// <summary>Copies contiguous floats; none if count is negative. Inlined, because rows are often short.</summary>
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

        // The tail: one vector that ends at the row's end and overlaps the previous one.
        if (at < count)
            Vector128.Load(from + count - Vector128<float>.Count).Store(to + count - Vector128<float>.Count);
    }

    /// <summary>Copies rows of up to <see cref="Chunk"/> floats, followed by zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyChunks(float* from, nint fromRow, float* to, nint toRow, nint rows, nint count)
    {
        var lanes = Vector256<int>.Indices;
        var keep = Vector256.LessThan(lanes, Vector256.Create((int)count)).AsSingle();
        var keepMore = Vector256.LessThan(lanes, Vector256.Create((int)count - Vector256<float>.Count)).AsSingle();
        if (count <= Vector256<float>.Count)
        {
            for (nint row = 0; row < rows; row++, from += fromRow, to += toRow)
                (Vector256.Load(from) & keep).Store(to);
        }
        else
        {
            for (nint row = 0; row < rows; row++, from += fromRow, to += toRow)
            {
                Vector256.Load(from).Store(to);
                (Vector256.Load(from + Vector256<float>.Count) & keepMore).Store(to + Vector256<float>.Count);
            }
        }
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
                // The second vector ends at the eighth element, not one past it: that one may be outside the buffer.
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
