using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Weight tiles of 2 vectors of narrow channels and up to 6 taps, whose pixels are broadcast: 12 sums in registers; see <see cref="WeightTileArguments"/>.</summary>
internal static unsafe class ChannelWeightTile2x6<TLanes, TVector>
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
        TVector s1_0 = TLanes.Load(sums + next);
        TVector s1_1 = TTaps.Value > 1 ? TLanes.Load(sums + next + lanes) : TLanes.Zero;
        TVector s1_2 = TTaps.Value > 2 ? TLanes.Load(sums + next + 2 * lanes) : TLanes.Zero;
        TVector s1_3 = TTaps.Value > 3 ? TLanes.Load(sums + next + 3 * lanes) : TLanes.Zero;
        TVector s1_4 = TTaps.Value > 4 ? TLanes.Load(sums + next + 4 * lanes) : TLanes.Zero;
        TVector s1_5 = TTaps.Value > 5 ? TLanes.Load(sums + next + 5 * lanes) : TLanes.Zero;
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
            for (nint j = 0; j < columns; j++, x += step)
            {
                TVector v0 = TLanes.Load(x);
                TVector v1 = TLanes.Load(x + lanes);
                TVector q0 = TLanes.Broadcast(p0 + j);
                s0_0 = TLanes.MultiplyAdd(v0, q0, s0_0);
                s1_0 = TLanes.MultiplyAdd(v1, q0, s1_0);

                if (TTaps.Value > 1)
                {
                    TVector q1 = TLanes.Broadcast(p1 + j);
                    s0_1 = TLanes.MultiplyAdd(v0, q1, s0_1);
                    s1_1 = TLanes.MultiplyAdd(v1, q1, s1_1);
                }

                if (TTaps.Value > 2)
                {
                    TVector q2 = TLanes.Broadcast(p2 + j);
                    s0_2 = TLanes.MultiplyAdd(v0, q2, s0_2);
                    s1_2 = TLanes.MultiplyAdd(v1, q2, s1_2);
                }

                if (TTaps.Value > 3)
                {
                    TVector q3 = TLanes.Broadcast(p3 + j);
                    s0_3 = TLanes.MultiplyAdd(v0, q3, s0_3);
                    s1_3 = TLanes.MultiplyAdd(v1, q3, s1_3);
                }

                if (TTaps.Value > 4)
                {
                    TVector q4 = TLanes.Broadcast(p4 + j);
                    s0_4 = TLanes.MultiplyAdd(v0, q4, s0_4);
                    s1_4 = TLanes.MultiplyAdd(v1, q4, s1_4);
                }

                if (TTaps.Value > 5)
                {
                    TVector q5 = TLanes.Broadcast(p5 + j);
                    s0_5 = TLanes.MultiplyAdd(v0, q5, s0_5);
                    s1_5 = TLanes.MultiplyAdd(v1, q5, s1_5);
                }
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
        TLanes.Store(s1_0, sums + next);
        if (TTaps.Value > 1)
            TLanes.Store(s1_1, sums + next + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s1_2, sums + next + 2 * lanes);
        if (TTaps.Value > 3)
            TLanes.Store(s1_3, sums + next + 3 * lanes);
        if (TTaps.Value > 4)
            TLanes.Store(s1_4, sums + next + 4 * lanes);
        if (TTaps.Value > 5)
            TLanes.Store(s1_5, sums + next + 5 * lanes);
    }
}
