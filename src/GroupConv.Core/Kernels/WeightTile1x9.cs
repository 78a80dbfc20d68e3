using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Weight tiles of 1 narrow channel and up to 9 taps: 9 sums, 1 row and 1 pixel in 16 registers; see <see cref="WeightTileArguments"/>.</summary>
internal static unsafe class WeightTile1x9<TLanes, TVector>
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
        TVector s06 = TTaps.Value > 6 ? TLanes.Load(sums + 6 * lanes) : TLanes.Zero;
        TVector s07 = TTaps.Value > 7 ? TLanes.Load(sums + 7 * lanes) : TLanes.Zero;
        TVector s08 = TTaps.Value > 8 ? TLanes.Load(sums + 8 * lanes) : TLanes.Zero;
        float* rows = a->Narrow, pixels = a->Plane;
        for (nint row = 0; row < a->Rows; row++, rows += a->NarrowRow, pixels += a->PlaneRow)
        {
            float* x0 = rows;
            float* p0 = pixels + taps[0];
            float* p1 = TTaps.Value > 1 ? pixels + taps[1] : null;
            float* p2 = TTaps.Value > 2 ? pixels + taps[2] : null;
            float* p3 = TTaps.Value > 3 ? pixels + taps[3] : null;
            float* p4 = TTaps.Value > 4 ? pixels + taps[4] : null;
            float* p5 = TTaps.Value > 5 ? pixels + taps[5] : null;
            float* p6 = TTaps.Value > 6 ? pixels + taps[6] : null;
            float* p7 = TTaps.Value > 7 ? pixels + taps[7] : null;
            float* p8 = TTaps.Value > 8 ? pixels + taps[8] : null;
            nint j = 0;
            for (; j < full; j += lanes)
            {
                TVector v0 = TLanes.Load(x0 + j);
                s00 = TLanes.MultiplyAdd(v0, TLanes.Load(p0 + j), s00);
                if (TTaps.Value > 1)
                    s01 = TLanes.MultiplyAdd(v0, TLanes.Load(p1 + j), s01);
                if (TTaps.Value > 2)
                    s02 = TLanes.MultiplyAdd(v0, TLanes.Load(p2 + j), s02);
                if (TTaps.Value > 3)
                    s03 = TLanes.MultiplyAdd(v0, TLanes.Load(p3 + j), s03);
                if (TTaps.Value > 4)
                    s04 = TLanes.MultiplyAdd(v0, TLanes.Load(p4 + j), s04);
                if (TTaps.Value > 5)
                    s05 = TLanes.MultiplyAdd(v0, TLanes.Load(p5 + j), s05);
                if (TTaps.Value > 6)
                    s06 = TLanes.MultiplyAdd(v0, TLanes.Load(p6 + j), s06);
                if (TTaps.Value > 7)
                    s07 = TLanes.MultiplyAdd(v0, TLanes.Load(p7 + j), s07);
                if (TTaps.Value > 8)
                    s08 = TLanes.MultiplyAdd(v0, TLanes.Load(p8 + j), s08);
            }

            if (a->Mask != null)
            {
                // Behind the row stand other pixels, which may be no numbers: zeros times them would not be zeros.
                TVector mask = TLanes.Load(a->Mask);
                TVector v0 = TLanes.Load(x0 + j);
                s00 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p0 + j), mask), s00);
                if (TTaps.Value > 1)
                    s01 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p1 + j), mask), s01);
                if (TTaps.Value > 2)
                    s02 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p2 + j), mask), s02);
                if (TTaps.Value > 3)
                    s03 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p3 + j), mask), s03);
                if (TTaps.Value > 4)
                    s04 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p4 + j), mask), s04);
                if (TTaps.Value > 5)
                    s05 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p5 + j), mask), s05);
                if (TTaps.Value > 6)
                    s06 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p6 + j), mask), s06);
                if (TTaps.Value > 7)
                    s07 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p7 + j), mask), s07);
                if (TTaps.Value > 8)
                    s08 = TLanes.MultiplyAdd(v0, TLanes.And(TLanes.Load(p8 + j), mask), s08);
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
        if (TTaps.Value > 6)
            TLanes.Store(s06, sums + 6 * lanes);
        if (TTaps.Value > 7)
            TLanes.Store(s07, sums + 7 * lanes);
        if (TTaps.Value > 8)
            TLanes.Store(s08, sums + 8 * lanes);
    }
}
