using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>The data transform of Winograd tiles, one vector of tiles at a time.</summary>
internal static unsafe class WinogradData<TLanes, TVector, TTransform>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TTransform : IWinogradTransform
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    /// <summary>
    /// Transforms each row of pixels once, though two rows of tiles may read it. Neighbouring tiles are m columns apart: their columns are
    /// gathered from vectors of pixels.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(WinogradDataArguments* arguments)
    {
        int outputs = TTransform.Outputs, size = outputs + 2;
        nint columns = arguments->Columns, rows = arguments->RowCount, step = arguments->HalfPosition, next = arguments->NextChannel;
        float* constants = arguments->Constants;
        TVector c0 = TLanes.Broadcast(constants), c1 = TLanes.Broadcast(constants + 1);
        TVector c2 = TLanes.Broadcast(constants + 2), c3 = TLanes.Broadcast(constants + 3);
        TVector c4 = TLanes.Broadcast(constants + 4), c5 = TLanes.Broadcast(constants + 5);
        TVector c6 = TLanes.Broadcast(constants + 6), c7 = TLanes.Broadcast(constants + 7);
        // From right to left: the last vector of a row writes past its end, where the first vector of the row m rows below writes later.
        for (nint tile = (columns - 1) / Lanes * Lanes; tile >= 0; tile -= Lanes)
        {
            float* keep = arguments->Mask + outputs * tile, to = arguments->Half + tile;
            TVector k0 = TLanes.Load(keep), k1 = TLanes.Load(keep + Lanes), k2 = k0, k3 = k1;
            if (outputs == 4)
            {
                k2 = TLanes.Load(keep + 2 * Lanes);
                k3 = TLanes.Load(keep + 3 * Lanes);
            }

            TVector k4 = TLanes.Load(keep + outputs * Lanes), k5 = TLanes.Load(keep + outputs * Lanes + 1);
            float* first = to, behind = first + outputs * size * step;
            for (nint row = 0; row < rows; row++)
            {
                long start = arguments->Rows[row];
                float* x = (start == WinogradDataArguments.NoRow ? arguments->Zeros : arguments->X + start) + outputs * tile;
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(x + next);
                    if (outputs * Lanes > 16)
                        Sse.Prefetch0(x + next + 16);
                    if (outputs * Lanes > 32)
                    {
                        Sse.Prefetch0(x + next + 32);
                        Sse.Prefetch0(x + next + 48);
                    }
                }

                TVector d0 = TLanes.And(TLanes.Load(x), k0), d1 = TLanes.And(TLanes.Load(x + Lanes), k1), d2, d3, d4 = d0, d5 = d0;
                // The last two columns of a tile are the first two of the next one.
                TVector next0 = TLanes.And(TLanes.Load(x + outputs * Lanes), k4);
                TVector next1 = TLanes.And(TLanes.Load(x + outputs * Lanes + 1), k5);
                if (outputs == 4)
                {
                    d2 = TLanes.And(TLanes.Load(x + 2 * Lanes), k2);
                    d3 = TLanes.And(TLanes.Load(x + 3 * Lanes), k3);
                    TVector even0 = TLanes.Evens(d0, d1), even1 = TLanes.Evens(d2, d3);
                    TVector odd0 = TLanes.Odds(d0, d1), odd1 = TLanes.Odds(d2, d3);
                    d0 = TLanes.Evens(even0, even1);
                    d1 = TLanes.Evens(odd0, odd1);
                    d2 = TLanes.Odds(even0, even1);
                    d3 = TLanes.Odds(odd0, odd1);
                    d4 = TLanes.Next(d0, next0);
                    d5 = TLanes.Next(d1, next1);
                }
                else
                {
                    (d0, d1) = (TLanes.Evens(d0, d1), TLanes.Odds(d0, d1));
                    d2 = TLanes.Next(d0, next0);
                    d3 = TLanes.Next(d1, next1);
                }

                TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5, c0, c1, c2, c3, c4, c5, c6, c7);
                // Two pointers: an x64 address can only contain a step scaled by 1, 2, 4 or 8.
                float* to3 = to + 3 * step;
                TLanes.Store(d0, to);
                TLanes.Store(d1, to + step);
                TLanes.Store(d2, to + 2 * step);
                TLanes.Store(d3, to3);
                if (outputs == 4)
                {
                    TLanes.Store(d4, to3 + step);
                    TLanes.Store(d5, to3 + 2 * step);
                }

                to += size * step;
                if (to == behind)
                {
                    first += columns;
                    behind += columns;
                    to = first;
                }
            }
        }
    }

    /// <summary>Transforms the columns of tiles whose rows are transformed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(WinogradDataArguments* arguments)
    {
        int size = TTransform.Outputs + 2;
        nint tiles = arguments->Tiles, columns = arguments->Columns, row = size * arguments->HalfPosition;
        nint step = size * arguments->DestinationPosition, ahead = arguments->DestinationAhead;
        float* half = arguments->Half, destination = arguments->Destination;
        float* constants = arguments->Constants;
        TVector c0 = TLanes.Broadcast(constants), c1 = TLanes.Broadcast(constants + 1);
        TVector c2 = TLanes.Broadcast(constants + 2), c3 = TLanes.Broadcast(constants + 3);
        TVector c4 = TLanes.Broadcast(constants + 4), c5 = TLanes.Broadcast(constants + 5);
        TVector c6 = TLanes.Broadcast(constants + 6), c7 = TLanes.Broadcast(constants + 7);
        for (int j = 0; j < size; j++, half += arguments->HalfPosition, destination += arguments->DestinationPosition)
        {
            for (nint tile = 0; tile < tiles; tile += Lanes)
            {
                float* x = half + tile, further = x + columns, y = destination + tile, y3 = y + 3 * step;
                TVector d0 = TLanes.Load(x), d1 = TLanes.Load(x + row), d2, d3, d4 = d0, d5 = d0;
                if (TTransform.Outputs == 4)
                {
                    d2 = TLanes.Load(x + 2 * row);
                    d3 = TLanes.Load(x + 2 * row + row);
                    d4 = TLanes.Load(further);
                    d5 = TLanes.Load(further + row);
                }
                else
                {
                    d2 = TLanes.Load(further);
                    d3 = TLanes.Load(further + row);
                }

                TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5, c0, c1, c2, c3, c4, c5, c6, c7);
                TLanes.Store(d0, y);
                TLanes.Store(d1, y + step);
                TLanes.Store(d2, y + 2 * step);
                TLanes.Store(d3, y3);
                if (TTransform.Outputs == 4)
                {
                    TLanes.Store(d4, y3 + step);
                    TLanes.Store(d5, y3 + 2 * step);
                }

                if (Sse.IsSupported)
                {
                    // Each position is a separate stream of stores, too many for the hardware prefetcher.
                    y += ahead;
                    y3 += ahead;
                    Sse.Prefetch0(y);
                    Sse.Prefetch0(y + step);
                    Sse.Prefetch0(y + 2 * step);
                    Sse.Prefetch0(y3);
                    if (TTransform.Outputs == 4)
                    {
                        Sse.Prefetch0(y3 + step);
                        Sse.Prefetch0(y3 + 2 * step);
                    }
                }
            }
        }
    }
}
