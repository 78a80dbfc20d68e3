using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Weight tiles of 1 vector of narrow channels and up to 12 taps, whose pixels are broadcast: 12 sums in registers; see <see cref="WeightTileArguments"/>.</summary>
internal static unsafe class ChannelWeightTile1x12<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TTaps>(WeightTileArguments* a)
        where TTaps : IConstant
    {
        int lanes = sizeof(TVector) / sizeof(float);
        float* sums = a->Sums;
        nint next = a->SumsStride, columns = a->FullColumns, step = a->NarrowColumn;
        int* taps = a->Taps;
        TVector s0_0 = TLanes.Load(sums);
        TVector s0_1 = TTaps.Value > 1 ? TLanes.Load(sums + lanes) : TLanes.Zero;
        TVector s0_2 = TTaps.Value > 2 ? TLanes.Load(sums + 2 * lanes) : TLanes.Zero;
        TVector s0_3 = TTaps.Value > 3 ? TLanes.Load(sums + 3 * lanes) : TLanes.Zero;
        TVector s0_4 = TTaps.Value > 4 ? TLanes.Load(sums + 4 * lanes) : TLanes.Zero;
        TVector s0_5 = TTaps.Value > 5 ? TLanes.Load(sums + 5 * lanes) : TLanes.Zero;
        TVector s0_6 = TTaps.Value > 6 ? TLanes.Load(sums + 6 * lanes) : TLanes.Zero;
        TVector s0_7 = TTaps.Value > 7 ? TLanes.Load(sums + 7 * lanes) : TLanes.Zero;
        TVector s0_8 = TTaps.Value > 8 ? TLanes.Load(sums + 8 * lanes) : TLanes.Zero;
        TVector s0_9 = TTaps.Value > 9 ? TLanes.Load(sums + 9 * lanes) : TLanes.Zero;
        TVector s0_10 = TTaps.Value > 10 ? TLanes.Load(sums + 10 * lanes) : TLanes.Zero;
        TVector s0_11 = TTaps.Value > 11 ? TLanes.Load(sums + 11 * lanes) : TLanes.Zero;
        float* rows = a->Narrow, pixels = a->Plane;
        for (nint row = 0; row < a->Rows; row++, rows += a->NarrowRow, pixels += a->PlaneRow)
        {
            float* x = rows;
            float* p0 = pixels + taps[0];
            float* p1 = TTaps.Value > 1 ? pixels + taps[1] : null;
            float* p2 = TTaps.Value > 2 ? pixels + taps[2] : null;
            float* p3 = TTaps.Value > 3 ? pixels + taps[3] : null;
            float* p4 = TTaps.Value > 4 ? pixels + taps[4] : null;
            float* p5 = TTaps.Value > 5 ? pixels + taps[5] : null;
            float* p6 = TTaps.Value > 6 ? pixels + taps[6] : null;
            float* p7 = TTaps.Value > 7 ? pixels + taps[7] : null;
            float* p8 = TTaps.Value > 8 ? pixels + taps[8] : null;
            float* p9 = TTaps.Value > 9 ? pixels + taps[9] : null;
            float* p10 = TTaps.Value > 10 ? pixels + taps[10] : null;
            float* p11 = TTaps.Value > 11 ? pixels + taps[11] : null;
            for (nint j = 0; j < columns; j++, x += step)
            {
                TVector v0 = TLanes.Load(x);
                s0_0 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p0 + j), s0_0);
                if (TTaps.Value > 1)
                    s0_1 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p1 + j), s0_1);
                if (TTaps.Value > 2)
                    s0_2 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p2 + j), s0_2);
                if (TTaps.Value > 3)
                    s0_3 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p3 + j), s0_3);
                if (TTaps.Value > 4)
                    s0_4 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p4 + j), s0_4);
                if (TTaps.Value > 5)
                    s0_5 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p5 + j), s0_5);
                if (TTaps.Value > 6)
                    s0_6 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p6 + j), s0_6);
                if (TTaps.Value > 7)
                    s0_7 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p7 + j), s0_7);
                if (TTaps.Value > 8)
                    s0_8 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p8 + j), s0_8);
                if (TTaps.Value > 9)
                    s0_9 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p9 + j), s0_9);
                if (TTaps.Value > 10)
                    s0_10 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p10 + j), s0_10);
                if (TTaps.Value > 11)
                    s0_11 = TLanes.MultiplyAdd(v0, TLanes.Broadcast(p11 + j), s0_11);
            }
        }

        TLanes.Store(s0_0, sums);
        if (TTaps.Value > 1)
            TLanes.Store(s0_1, sums + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s0_2, sums + 2 * lanes);
        if (TTaps.Value > 3)
            TLanes.Store(s0_3, sums + 3 * lanes);
        if (TTaps.Value > 4)
            TLanes.Store(s0_4, sums + 4 * lanes);
        if (TTaps.Value > 5)
            TLanes.Store(s0_5, sums + 5 * lanes);
        if (TTaps.Value > 6)
            TLanes.Store(s0_6, sums + 6 * lanes);
        if (TTaps.Value > 7)
            TLanes.Store(s0_7, sums + 7 * lanes);
        if (TTaps.Value > 8)
            TLanes.Store(s0_8, sums + 8 * lanes);
        if (TTaps.Value > 9)
            TLanes.Store(s0_9, sums + 9 * lanes);
        if (TTaps.Value > 10)
            TLanes.Store(s0_10, sums + 10 * lanes);
        if (TTaps.Value > 11)
            TLanes.Store(s0_11, sums + 11 * lanes);
    }
}
