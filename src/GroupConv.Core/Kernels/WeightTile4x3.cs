using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Weight tiles of 4 narrow channels and up to 3 taps: 12 sums, 4 rows and 1 pixel in 16 registers; see <see cref="WeightTileArguments"/>.</summary>
internal static unsafe class WeightTile4x3<TLanes, TVector>
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
        TVector s10 = TLanes.Load(sums + next);
        TVector s11 = TTaps.Value > 1 ? TLanes.Load(sums + next + lanes) : TLanes.Zero;
        TVector s12 = TTaps.Value > 2 ? TLanes.Load(sums + next + 2 * lanes) : TLanes.Zero;
        TVector s20 = TLanes.Load(sums + 2 * next);
        TVector s21 = TTaps.Value > 1 ? TLanes.Load(sums + 2 * next + lanes) : TLanes.Zero;
        TVector s22 = TTaps.Value > 2 ? TLanes.Load(sums + 2 * next + 2 * lanes) : TLanes.Zero;
        TVector s30 = TLanes.Load(sums + 3 * next);
        TVector s31 = TTaps.Value > 1 ? TLanes.Load(sums + 3 * next + lanes) : TLanes.Zero;
        TVector s32 = TTaps.Value > 2 ? TLanes.Load(sums + 3 * next + 2 * lanes) : TLanes.Zero;
        float* rows = a->Narrow, pixels = a->Plane;
        for (nint row = 0; row < a->Rows; row++, rows += a->NarrowRow, pixels += a->PlaneRow)
        {
            float* x0 = rows;
            float* x1 = rows + a->NarrowStride;
            float* x2 = rows + 2 * a->NarrowStride;
            float* x3 = rows + 3 * a->NarrowStride;
            float* p0 = pixels + taps[0];
            float* p1 = TTaps.Value > 1 ? pixels + taps[1] : null;
            float* p2 = TTaps.Value > 2 ? pixels + taps[2] : null;
            nint j = 0;
            for (; j < full; j += lanes)
            {
                TVector v0 = TLanes.Load(x0 + j);
                TVector v1 = TLanes.Load(x1 + j);
                TVector v2 = TLanes.Load(x2 + j);
                TVector v3 = TLanes.Load(x3 + j);
                TVector q0 = TLanes.Load(p0 + j);
                s00 = TLanes.MultiplyAdd(v0, q0, s00);
                s10 = TLanes.MultiplyAdd(v1, q0, s10);
                s20 = TLanes.MultiplyAdd(v2, q0, s20);
                s30 = TLanes.MultiplyAdd(v3, q0, s30);

                if (TTaps.Value > 1)
                {
                    TVector q1 = TLanes.Load(p1 + j);
                    s01 = TLanes.MultiplyAdd(v0, q1, s01);
                    s11 = TLanes.MultiplyAdd(v1, q1, s11);
                    s21 = TLanes.MultiplyAdd(v2, q1, s21);
                    s31 = TLanes.MultiplyAdd(v3, q1, s31);
                }

                if (TTaps.Value > 2)
                {
                    TVector q2 = TLanes.Load(p2 + j);
                    s02 = TLanes.MultiplyAdd(v0, q2, s02);
                    s12 = TLanes.MultiplyAdd(v1, q2, s12);
                    s22 = TLanes.MultiplyAdd(v2, q2, s22);
                    s32 = TLanes.MultiplyAdd(v3, q2, s32);
                }
            }

            if (a->Mask != null)
            {
                // Behind the row stand other pixels, which may be no numbers: zeros times them would not be zeros.
                TVector mask = TLanes.Load(a->Mask);
                TVector v0 = TLanes.Load(x0 + j);
                TVector v1 = TLanes.Load(x1 + j);
                TVector v2 = TLanes.Load(x2 + j);
                TVector v3 = TLanes.Load(x3 + j);
                TVector t0 = TLanes.And(TLanes.Load(p0 + j), mask);
                s00 = TLanes.MultiplyAdd(v0, t0, s00);
                s10 = TLanes.MultiplyAdd(v1, t0, s10);
                s20 = TLanes.MultiplyAdd(v2, t0, s20);
                s30 = TLanes.MultiplyAdd(v3, t0, s30);

                if (TTaps.Value > 1)
                {
                    TVector t1 = TLanes.And(TLanes.Load(p1 + j), mask);
                    s01 = TLanes.MultiplyAdd(v0, t1, s01);
                    s11 = TLanes.MultiplyAdd(v1, t1, s11);
                    s21 = TLanes.MultiplyAdd(v2, t1, s21);
                    s31 = TLanes.MultiplyAdd(v3, t1, s31);
                }

                if (TTaps.Value > 2)
                {
                    TVector t2 = TLanes.And(TLanes.Load(p2 + j), mask);
                    s02 = TLanes.MultiplyAdd(v0, t2, s02);
                    s12 = TLanes.MultiplyAdd(v1, t2, s12);
                    s22 = TLanes.MultiplyAdd(v2, t2, s22);
                    s32 = TLanes.MultiplyAdd(v3, t2, s32);
                }
            }
        }

        TLanes.Store(s00, sums);
        if (TTaps.Value > 1)
            TLanes.Store(s01, sums + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s02, sums + 2 * lanes);
        TLanes.Store(s10, sums + next);
        if (TTaps.Value > 1)
            TLanes.Store(s11, sums + next + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s12, sums + next + 2 * lanes);
        TLanes.Store(s20, sums + 2 * next);
        if (TTaps.Value > 1)
            TLanes.Store(s21, sums + 2 * next + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s22, sums + 2 * next + 2 * lanes);
        TLanes.Store(s30, sums + 3 * next);
        if (TTaps.Value > 1)
            TLanes.Store(s31, sums + 3 * next + lanes);
        if (TTaps.Value > 2)
            TLanes.Store(s32, sums + 3 * next + 2 * lanes);
    }
}
