using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Core.Kernels;

/// <summary>
/// The data transform of Winograd tiles, a channel at a time. Columns come first, where neighbouring pixels need no shuffling to be the lanes of a vector and
/// tiles side by side share what they have in common; then rows, whose lanes are tiles.
/// </summary>
internal static unsafe class WinogradData<TLanes, TVector, TTransform>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TTransform : IWinogradTransform
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    /// <summary>The columns of pixels of all segments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(WinogradDataArguments* arguments)
    {
        int size = TTransform.Outputs + 2;
        nint row = arguments->HalfRow, next = arguments->NextChannel;
        var segment = arguments->Segments;
        for (nint count = arguments->SegmentCount; count > 0; count--, segment++)
        {
            float* r0 = Row(arguments, segment, 0), r1 = Row(arguments, segment, 1), r2 = Row(arguments, segment, 2), r3 = Row(arguments, segment, 3), r4 = r0, r5 = r0;
            if (TTransform.Outputs == 4)
            {
                r4 = Row(arguments, segment, 4);
                r5 = Row(arguments, segment, 5);
            }

            float* mask = segment->Mask, to = arguments->Half + segment->Place, further = to + row - TTransform.Outputs;
            // The first columns, which are no tile's columns further on, would fall upon the last ones of the segment before.
            double f0 = *(double*)further, f1 = *(double*)(further + 2 * row), f2 = *(double*)(further + 4 * row), f3 = *(double*)(further + 6 * row), f4 = 0, f5 = 0;
            if (TTransform.Outputs == 4)
            {
                f4 = *(double*)(further + 8 * row);
                f5 = *(double*)(further + 10 * row);
            }

            for (nint column = 0, columns = segment->Columns; column < columns; column += Lanes)
            {
                var keep = TLanes.Load(mask + column);
                TVector d0 = TLanes.And(TLanes.Load(r0 + column), keep), d1 = TLanes.And(TLanes.Load(r1 + column), keep);
                TVector d2 = TLanes.And(TLanes.Load(r2 + column), keep), d3 = TLanes.And(TLanes.Load(r3 + column), keep), d4 = d0, d5 = d0;
                if (TTransform.Outputs == 4)
                {
                    d4 = TLanes.And(TLanes.Load(r4 + column), keep);
                    d5 = TLanes.And(TLanes.Load(r5 + column), keep);
                }

                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(r0 + next + column);
                    Sse.Prefetch0(r1 + next + column);
                    Sse.Prefetch0(r2 + next + column);
                    Sse.Prefetch0(r3 + next + column);
                    if (TTransform.Outputs == 4)
                    {
                        Sse.Prefetch0(r4 + next + column);
                        Sse.Prefetch0(r5 + next + column);
                    }
                }

                TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                Store(d0, to + column, row);
                Store(d1, to + 2 * row + column, row);
                Store(d2, to + 4 * row + column, row);
                Store(d3, to + 6 * row + column, row);
                if (TTransform.Outputs == 4)
                {
                    Store(d4, to + 8 * row + column, row);
                    Store(d5, to + 10 * row + column, row);
                }
            }

            *(double*)further = f0;
            *(double*)(further + 2 * row) = f1;
            *(double*)(further + 4 * row) = f2;
            *(double*)(further + 6 * row) = f3;
            if (TTransform.Outputs == 4)
            {
                *(double*)(further + 8 * row) = f4;
                *(double*)(further + 10 * row) = f5;
            }
        }
    }

    /// <summary>The rows of tiles whose columns are done. Neighbouring tiles lie m columns apart, so their columns are picked out of vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(WinogradDataArguments* arguments)
    {
        int size = TTransform.Outputs + 2;
        nint row = arguments->HalfRow, tiles = arguments->Tiles, step = arguments->DestinationPosition, ahead = arguments->DestinationAhead;
        float* half = arguments->Half, destination = arguments->Destination;
        for (int i = 0; i < size; i++, half += 2 * row, destination += size * step)
        {
            for (nint tile = 0; tile < tiles; tile += Lanes)
            {
                float* x = half + tile * TTransform.Outputs, further = x + row, y = destination + tile;
                TVector d0 = TLanes.Load(x), d1 = TLanes.Load(x + Lanes), d2, d3, d4 = d0, d5 = d0;
                if (TTransform.Outputs == 4)
                {
                    d2 = TLanes.Load(x + 2 * Lanes);
                    d3 = TLanes.Load(x + 3 * Lanes);
                    TVector even0 = TLanes.Evens(d0, d1), even1 = TLanes.Evens(d2, d3), odd0 = TLanes.Odds(d0, d1), odd1 = TLanes.Odds(d2, d3);
                    d0 = TLanes.Evens(even0, even1);
                    d1 = TLanes.Evens(odd0, odd1);
                    d2 = TLanes.Odds(even0, even1);
                    d3 = TLanes.Odds(odd0, odd1);
                    TVector next0 = TLanes.Load(further), next1 = TLanes.Load(further + Lanes), next2 = TLanes.Load(further + 2 * Lanes), next3 = TLanes.Load(further + 3 * Lanes);
                    d4 = TLanes.Evens(TLanes.Evens(next0, next1), TLanes.Evens(next2, next3));
                    d5 = TLanes.Evens(TLanes.Odds(next0, next1), TLanes.Odds(next2, next3));
                }
                else
                {
                    TVector next0 = TLanes.Load(further), next1 = TLanes.Load(further + Lanes);
                    (d0, d1) = (TLanes.Evens(d0, d1), TLanes.Odds(d0, d1));
                    d2 = TLanes.Evens(next0, next1);
                    d3 = TLanes.Odds(next0, next1);
                }

                TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                Put(d0, y, ahead);
                Put(d1, y + step, ahead);
                Put(d2, y + 2 * step, ahead);
                Put(d3, y + 3 * step, ahead);
                if (TTransform.Outputs == 4)
                {
                    Put(d4, y + 4 * step, ahead);
                    Put(d5, y + 5 * step, ahead);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Row(WinogradDataArguments* arguments, WinogradSegment* segment, int row) =>
        segment->Rows[row] == WinogradSegment.NoRow ? arguments->Zeros : arguments->X + segment->Rows[row];

    /// <summary>Stores pixels in both rows of a pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector value, float* to, nint row)
    {
        TLanes.Store(value, to);
        TLanes.Store(value, to + row - TTransform.Outputs);
    }

    /// <summary>Each position is a stream of stores of its own, too many for the processor to see what comes: the lines are fetched ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector value, float* to, nint ahead)
    {
        TLanes.Store(value, to);
        if (Sse.IsSupported)
            Sse.Prefetch0(to + ahead);
    }
}
