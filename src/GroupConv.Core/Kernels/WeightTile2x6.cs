using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Weight tiles of 2 narrow channels and up to 6 taps: 12 sums, 2 rows and 1 pixel in 16 registers; see <see cref="WeightTileArguments"/>.</summary>
internal static unsafe class WeightTile2x6<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TTaps>(WeightTileArguments* a)
        where TTaps : IConstant
    {
        int lanes = sizeof(TVector) / sizeof(float);
        float* sums = a->Sums;
        nint next = a->SumsStride, full = a->FullColumns;
        int* taps = a->Taps;
        TVector s00 = TLanes.Load(sums);
        TVector s01 = TTaps.Value > 1 ? TLanes.Load(sums + lanes) : TLanes.Zero;
        TVector s02 = TTaps.Value > 2 ? TLanes.Load(sums + 2 * lanes) : TLanes.Zero;
        TVector s03 = TTaps.Value > 3 ? TLanes.Load(sums + 3 * lanes) : TLanes.Zero;
        TVector s04 = TTaps.Value > 4 ? TLanes.Load(sums + 4 * lanes) : TLanes.Zero;
        TVector s05 = TTaps.Value > 5 ? TLanes.Load(sums + 5 * lanes) : TLanes.Zero;
        TVector s10 = TLanes.Load(sums + next);
        TVector s11 = TTaps.Value > 1 ? TLanes.Load(sums + next + lanes) : TLanes.Zero;
        TVector s12 = TTaps.Value > 2 ? TLanes.Load(sums + next + 2 * lanes) : TLanes.Zero;
        TVector s13 = TTaps.Value > 3 ? TLanes.Load(sums + next + 3 * lanes) : TLanes.Zero;
        TVector s14 = TTaps.Value > 4 ? TLanes.Load(sums + next + 4 * lanes) : TLanes.Zero;
        TVector s15 = TTaps.Value > 5 ? TLanes.Load(sums + next + 5 * lanes) : TLanes.Zero;
        float* rows = a->Narrow, pixels = a->Plane;
        for (nint row = 0; row < a->Rows; row++, rows += a->NarrowRow, pixels += a->PlaneRow)
        {
            float* x0 = rows;
            float* x1 = rows + a->NarrowStride;
            float* p0 = pixels + taps[0];
            float* p1 = TTaps.Value > 1 ? pixels + taps[1] : null;
            float* p2 = TTaps.Value > 2 ? pixels + taps[2] : null;
            float* p3 = TTaps.Value > 3 ? pixels + taps[3] : null;
            float* p4 = TTaps.Value > 4 ? pixels + taps[4] : null;
            float* p5 = TTaps.Value > 5 ? pixels + taps[5] : null;
            nint j = 0;
            for (; j < full; j += lanes)
            {
                TVector v0 = TLanes.Load(x0 + j);
                TVector v1 = TLanes.Load(x1 + j);
                TVector q0 = TLanes.Load(p0 + j);
                s00 = TLanes.MultiplyAdd(v0, q0, s00);
                s10 = TLanes.MultiplyAdd(v1, q0, s10);

                if (TTaps.Value > 1)
                {
                    TVector q1 = TLanes.Load(p1 + j);
                    s01 = TLanes.MultiplyAdd(v0, q1, s01);
                    s11 = TLanes.MultiplyAdd(v1, q1, s11);
                }

                if (TTaps.Value > 2)
                {
                    TVector q2 = TLanes.Load(p2 + j);
                    s02 = TLanes.MultiplyAdd(v0, q2, s02);
                    s12 = TLanes.MultiplyAdd(v1, q2, s12);
                }

                if (TTaps.Value > 3)
                {
                    TVector q3 = TLanes.Load(p3 + j);
                    s03 = TLanes.MultiplyAdd(v0, q3, s03);
                    s13 = TLanes.MultiplyAdd(v1, q3, s13);
                }

                if (TTaps.Value > 4)
                {
                    TVector q4 = TLanes.Load(p4 + j);
                    s04 = TLanes.MultiplyAdd(v0, q4, s04);
                    s14 = TLanes.MultiplyAdd(v1, q4, s14);
                }

                if (TTaps.Value > 5)
                {
                    TVector q5 = TLanes.Load(p5 + j);
                    s05 = TLanes.MultiplyAdd(v0, q5, s05);
                    s15 = TLanes.MultiplyAdd(v1, q5, s15);
                }
            }

            if (a->Mask != null)
            {
                // Behind the row stand other pixels, which may be no numbers: zeros times them would not be zeros.
                TVector mask = TLanes.Load(a->Mask);
                TVector v0 = TLanes.Load(x0 + j);
                TVector v1 = TLanes.Load(x1 + j);
                TVector t0 = TLanes.And(TLanes.Load(p0 + j), mask);
                s00 = TLanes.MultiplyAdd(v0, t0, s00);
                s10 = TLanes.MultiplyAdd(v1, t0, s10);

                if (TTaps.Value > 1)
                {
                    TVector t1 = TLanes.And(TLanes.Load(p1 + j), mask);
                    s01 = TLanes.MultiplyAdd(v0, t1, s01);
                    s11 = TLanes.MultiplyAdd(v1, t1, s11);
                }

                if (TTaps.Value > 2)
                {
                    TVector t2 = TLanes.And(TLanes.Load(p2 + j), mask);
                    s02 = TLanes.MultiplyAdd(v0, t2, s02);
                    s12 = TLanes.MultiplyAdd(v1, t2, s12);
                }

                if (TTaps.Value > 3)
                {
                    TVector t3 = TLanes.And(TLanes.Load(p3 + j), mask);
                    s03 = TLanes.MultiplyAdd(v0, t3, s03);
                    s13 = TLanes.MultiplyAdd(v1, t3, s13);
                }

                if (TTaps.Value > 4)
                {
                    TVector t4 = TLanes.And(TLanes.Load(p4 + j), mask);
                    s04 = TLanes.MultiplyAdd(v0, t4, s04);
                    s14 = TLanes.MultiplyAdd(v1, t4, s14);
                }

                if (TTaps.Value > 5)
                {
                    TVector t5 = TLanes.And(TLanes.Load(p5 + j), mask);
                    s05 = TLanes.MultiplyAdd(v0, t5, s05);
                    s15 = TLanes.MultiplyAdd(v1, t5, s15);
                }
            }
        }

        TLanes.Store(s00, sums);
        if (TTaps.Value > 1)
            TLanes.Store(s01, sums + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s02, sums + 2 * lanes);
        if (TTaps.Value > 3)
            TLanes.Store(s03, sums + 3 * lanes);
        if (TTaps.Value > 4)
            TLanes.Store(s04, sums + 4 * lanes);
        if (TTaps.Value > 5)
            TLanes.Store(s05, sums + 5 * lanes);
        TLanes.Store(s10, sums + next);
        if (TTaps.Value > 1)
            TLanes.Store(s11, sums + next + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s12, sums + next + 2 * lanes);
        if (TTaps.Value > 3)
            TLanes.Store(s13, sums + next + 3 * lanes);
        if (TTaps.Value > 4)
            TLanes.Store(s14, sums + next + 4 * lanes);
        if (TTaps.Value > 5)
            TLanes.Store(s15, sums + next + 5 * lanes);
    }
}
