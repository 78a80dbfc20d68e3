using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Layout;

/// <summary>Finds <see cref="ChannelLanes{TQuads, TVector}"/> by lanes.</summary>
internal static unsafe class ChannelLanes
{
    /// <summary>Copies planes to vectors.</summary>
    public static void Gather(int lanes, float* from, nint plane, nint count, float* to)
    {
        if (lanes == 16)
            ChannelLanes<Quads512, Vector512<float>>.Gather(from, plane, count, to);
        else
            ChannelLanes<Quads256, Vector256<float>>.Gather(from, plane, count, to);
    }

    /// <summary>Copies rows of padded planes to vectors.</summary>
    public static void GatherRows(
        int lanes, float* from, nint plane, nint width, int* rows, nint rowCount,
        float* to, nint pitch, int* columns, nint length, nint first, nint last)
    {
        if (lanes == 16)
        {
            ChannelLanes<Quads512, Vector512<float>>.GatherRows(
                from, plane, width, rows, rowCount, to, pitch, columns, length, first, last);
        }
        else
        {
            ChannelLanes<Quads256, Vector256<float>>.GatherRows(
                from, plane, width, rows, rowCount, to, pitch, columns, length, first, last);
        }
    }

    /// <summary>Copies vectors to planes.</summary>
    public static void Scatter(int lanes, float* from, float* to, nint plane, nint count)
    {
        if (lanes == 16)
            ChannelLanes<Quads512, Vector512<float>>.Scatter(from, to, plane, count);
        else
            ChannelLanes<Quads256, Vector256<float>>.Scatter(from, to, plane, count);
    }
}

/// <summary>
/// Copies between planes, one per channel, and vectors, one per pixel, whose lanes are channels. Four pixels of all channels are transposed
/// at a time: vector i gathers the quads of channels i, i + 4, i + 8, ...; transposing the quads of the four vectors gives the four pixels.
/// </summary>
internal static unsafe class ChannelLanes<TQuads, TVector>
    where TQuads : IQuads<TVector>
    where TVector : unmanaged
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    /// <summary>Gathers rows of padded planes: the inside of each row as vectors, the margins pixel by pixel through a table.</summary>
    /// <param name="from">The first channel's plane.</param>
    /// <param name="plane">Distance between the planes of two channels.</param>
    /// <param name="width">Columns of a plane.</param>
    /// <param name="rows">Source row of each row to write; −1 for a row of zeros.</param>
    /// <param name="rowCount">Number of rows to write.</param>
    /// <param name="to">The padded rows.</param>
    /// <param name="pitch">Distance between two padded rows.</param>
    /// <param name="columns">Source column of each column of a padded row; −1 for a zero.</param>
    /// <param name="length">Columns of a padded row.</param>
    /// <param name="first">First inside column of a padded row.</param>
    /// <param name="last">Column after the inside; inside columns are contiguous in the plane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatherRows(
        float* from, nint plane, nint width, int* rows, nint rowCount,
        float* to, nint pitch, int* columns, nint length, nint first, nint last)
    {
        for (nint row = 0; row < rowCount; row++, to += pitch)
        {
            if (rows[row] < 0)
            {
                for (nint column = 0; column < length; column++)
                    Store(default, to + column * Lanes);
                continue;
            }

            float* f = from + rows[row] * width;
            for (nint column = 0; column < first; column++)
                GatherOne(f, plane, columns[column], to + column * Lanes);
            if (first < last)
                Sweep(f + columns[first], plane, last - first, to + first * Lanes);
            for (nint column = last; column < length; column++)
                GatherOne(f, plane, columns[column], to + column * Lanes);
        }
    }

    /// <summary>Gathers contiguous pixels.</summary>
    /// <param name="from">The first pixel of the first channel.</param>
    /// <param name="plane">Distance between two channels.</param>
    /// <param name="count">Number of pixels.</param>
    /// <param name="to">The first pixel's vector; the others follow.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(float* from, nint plane, nint count, float* to) => Sweep(from, plane, count, to);

    /// <summary>Scatters to contiguous pixels.</summary>
    /// <param name="from">The first pixel's vector; the others follow.</param>
    /// <param name="to">The first pixel of the first channel.</param>
    /// <param name="plane">Distance between two channels.</param>
    /// <param name="count">Number of pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(float* from, float* to, nint plane, nint count)
    {
        if (count < Vector128<float>.Count)
        {
            for (nint pixel = 0; pixel < count; pixel++, from += Lanes)
            {
                for (nint lane = 0; lane < Lanes; lane++)
                    to[lane * plane + pixel] = from[lane];
            }

            return;
        }

        nint at = 0;
        for (; at + 8 <= count; at += 8)
            ScatterEight(from + at * Lanes, to + at, plane);
        if (at + 4 <= count)
        {
            ScatterFour(from + at * Lanes, to + at, plane);
            at += 4;
        }

        if (at < count)
            ScatterFour(from + (count - 4) * Lanes, to + count - 4, plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherOne(float* from, nint plane, int column, float* to)
    {
        if (column < 0)
        {
            Store(default, to);
            return;
        }

        for (nint lane = 0; lane < Lanes; lane++)
            to[lane] = from[lane * plane + column];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sweep(float* from, nint plane, nint count, float* to)
    {
        if (count < Vector128<float>.Count)
        {
            for (nint pixel = 0; pixel < count; pixel++, to += Lanes)
            {
                for (nint lane = 0; lane < Lanes; lane++)
                    to[lane] = from[lane * plane + pixel];
            }

            return;
        }

        nint at = 0;
        for (; at + 8 <= count; at += 8)
            GatherEight(from + at, plane, to + at * Lanes);
        if (at + 4 <= count)
        {
            GatherFour(from + at, plane, to + at * Lanes);
            at += 4;
        }

        // The tail: a quad that ends at the row's end and overlaps the previous one.
        if (at < count)
            GatherFour(from + count - 4, plane, to + (count - 4) * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherFour(float* from, nint plane, float* to)
    {
        var a = TQuads.LoadQuads(from, 4 * plane);
        var b = TQuads.LoadQuads(from + plane, 4 * plane);
        var c = TQuads.LoadQuads(from + 2 * plane, 4 * plane);
        var d = TQuads.LoadQuads(from + 3 * plane, 4 * plane);
        Transpose(ref a, ref b, ref c, ref d);
        Store(a, to);
        Store(b, to + Lanes);
        Store(c, to + 2 * Lanes);
        Store(d, to + 3 * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GatherEight(float* from, nint plane, float* to)
    {
        var a = TQuads.LoadPairs(from, 4 * plane);
        var b = TQuads.LoadPairs(from + plane, 4 * plane);
        var c = TQuads.LoadPairs(from + 2 * plane, 4 * plane);
        var d = TQuads.LoadPairs(from + 3 * plane, 4 * plane);
        Transpose(ref a, ref b, ref c, ref d);
        from += Lanes / 2 * plane;
        var e = TQuads.LoadPairs(from, 4 * plane);
        var f = TQuads.LoadPairs(from + plane, 4 * plane);
        var g = TQuads.LoadPairs(from + 2 * plane, 4 * plane);
        var h = TQuads.LoadPairs(from + 3 * plane, 4 * plane);
        Transpose(ref e, ref f, ref g, ref h);
        Store(TQuads.EvenQuads(a, e), to);
        Store(TQuads.EvenQuads(b, f), to + Lanes);
        Store(TQuads.EvenQuads(c, g), to + 2 * Lanes);
        Store(TQuads.EvenQuads(d, h), to + 3 * Lanes);
        Store(TQuads.OddQuads(a, e), to + 4 * Lanes);
        Store(TQuads.OddQuads(b, f), to + 5 * Lanes);
        Store(TQuads.OddQuads(c, g), to + 6 * Lanes);
        Store(TQuads.OddQuads(d, h), to + 7 * Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterFour(float* from, float* to, nint plane)
    {
        TVector a = Load(from), b = Load(from + Lanes), c = Load(from + 2 * Lanes), d = Load(from + 3 * Lanes);
        Transpose(ref a, ref b, ref c, ref d);
        TQuads.StoreQuads(a, to, 4 * plane);
        TQuads.StoreQuads(b, to + plane, 4 * plane);
        TQuads.StoreQuads(c, to + 2 * plane, 4 * plane);
        TQuads.StoreQuads(d, to + 3 * plane, 4 * plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScatterEight(float* from, float* to, nint plane)
    {
        TVector p0 = Load(from), p1 = Load(from + Lanes), p2 = Load(from + 2 * Lanes), p3 = Load(from + 3 * Lanes);
        TVector p4 = Load(from + 4 * Lanes), p5 = Load(from + 5 * Lanes), p6 = Load(from + 6 * Lanes), p7 = Load(from + 7 * Lanes);
        TVector a = TQuads.ZipLowQuads(p0, p4), b = TQuads.ZipLowQuads(p1, p5);
        TVector c = TQuads.ZipLowQuads(p2, p6), d = TQuads.ZipLowQuads(p3, p7);
        Transpose(ref a, ref b, ref c, ref d);
        TQuads.StorePairs(a, to, 4 * plane);
        TQuads.StorePairs(b, to + plane, 4 * plane);
        TQuads.StorePairs(c, to + 2 * plane, 4 * plane);
        TQuads.StorePairs(d, to + 3 * plane, 4 * plane);
        to += Lanes / 2 * plane;
        (a, b, c, d) = (TQuads.ZipHighQuads(p0, p4), TQuads.ZipHighQuads(p1, p5), TQuads.ZipHighQuads(p2, p6), TQuads.ZipHighQuads(p3, p7));
        Transpose(ref a, ref b, ref c, ref d);
        TQuads.StorePairs(a, to, 4 * plane);
        TQuads.StorePairs(b, to + plane, 4 * plane);
        TQuads.StorePairs(c, to + 2 * plane, 4 * plane);
        TQuads.StorePairs(d, to + 3 * plane, 4 * plane);
    }

    /// <summary>Transposes each quad of four vectors as a 4 × 4 matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref TVector a, ref TVector b, ref TVector c, ref TVector d)
    {
        TVector low = TQuads.ZipLow(a, c), low2 = TQuads.ZipLow(b, d), high = TQuads.ZipHigh(a, c), high2 = TQuads.ZipHigh(b, d);
        a = TQuads.ZipLow(low, low2);
        b = TQuads.ZipHigh(low, low2);
        c = TQuads.ZipLow(high, high2);
        d = TQuads.ZipHigh(high, high2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load(float* from) => Unsafe.ReadUnaligned<TVector>(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, float* to) => Unsafe.WriteUnaligned(to, value);
}
