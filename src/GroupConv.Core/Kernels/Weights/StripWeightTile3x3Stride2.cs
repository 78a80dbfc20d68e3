using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Weights;

/// <summary>
/// The weight's gradient of 1 narrow channel for 3×3 filters at stride 2, on tensors that are not split into phases: see
/// <see cref="StripWeightArguments"/>, whose rows are those of the narrow tensor here.
/// </summary>
/// <remarks>
/// The even and the odd pixels of a window of two vectors serve two columns of the filter; the window of the third column starts two pixels
/// further on. A wide row that meets the last taps of one narrow row meets the first taps of the next. The wide masks are those of four
/// vectors: two of the first window, then two of the second.
/// </remarks>
internal static unsafe class StripWeightTile3x3Stride2<TLanes, TVector, TRow>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TRow : IRow<TVector>
{
    // AggressiveOptimization: the first call may be the only one, and tier-0 code is ten times slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(StripWeightArguments* arguments)
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        nint row = arguments->FirstRow, end = arguments->EndRow, wideRows = arguments->WideRows, step = arguments->WideRow;
        nint sumsRow = arguments->SumsRow, ahead = arguments->WideAhead, narrowAhead = arguments->NarrowAhead;
        nint source = 2 * row - arguments->Before;
        float* sums = arguments->Sums, narrow = arguments->Narrow + row * arguments->NarrowRow;
        float* x = arguments->Wide + source * step, masks = arguments->WideMasks;
        TVector narrowMask = TRow.Mask(arguments->Masks), m0 = TRow.Mask(masks), m1 = TRow.Mask(masks + lanes);
        TVector m2 = TRow.Mask(masks + 2 * lanes), m3 = TRow.Mask(masks + 3 * lanes);
        TVector s00 = TLanes.Load(sums), s01 = TLanes.Load(sums + lanes), s02 = TLanes.Load(sums + 2 * lanes);
        TVector s10 = TLanes.Load(sums + sumsRow), s11 = TLanes.Load(sums + sumsRow + lanes), s12 = TLanes.Load(sums + sumsRow + 2 * lanes);
        TVector s20 = TLanes.Load(sums + 2 * sumsRow), s21 = TLanes.Load(sums + 2 * sumsRow + lanes);
        TVector s22 = TLanes.Load(sums + 2 * sumsRow + 2 * lanes);
        var before = TLanes.Zero;
        for (bool isFirst = true; ; row++, narrow += arguments->NarrowRow, isFirst = false)
        {
            Memory.Fetch(narrow + narrowAhead);
            var g = row < end ? TRow.Load(narrow, narrowMask) : TLanes.Zero;
            if ((nuint)source < (nuint)wideRows)
            {
                Memory.Fetch(x + ahead);
                Memory.Fetch(x + ahead + lanes);
                Load(x, m0, m1, m2, m3, out TVector v0, out TVector v1, out TVector v2);
                // Missing rows are skipped rather than taken as zeros: zero times NaN or infinity would not be zero.
                if (!isFirst)
                {
                    s20 = TLanes.MultiplyAdd(v0, before, s20);
                    s21 = TLanes.MultiplyAdd(v1, before, s21);
                    s22 = TLanes.MultiplyAdd(v2, before, s22);
                }

                if (row < end)
                {
                    s00 = TLanes.MultiplyAdd(v0, g, s00);
                    s01 = TLanes.MultiplyAdd(v1, g, s01);
                    s02 = TLanes.MultiplyAdd(v2, g, s02);
                }
            }

            if (row == end)
                break;
            source++;
            x += step;
            if ((nuint)source < (nuint)wideRows)
            {
                Memory.Fetch(x + ahead);
                Memory.Fetch(x + ahead + lanes);
                Load(x, m0, m1, m2, m3, out TVector v0, out TVector v1, out TVector v2);
                s10 = TLanes.MultiplyAdd(v0, g, s10);
                s11 = TLanes.MultiplyAdd(v1, g, s11);
                s12 = TLanes.MultiplyAdd(v2, g, s12);
            }

            source++;
            x += step;
            before = g;
        }

        TLanes.Store(s00, sums);
        TLanes.Store(s01, sums + lanes);
        TLanes.Store(s02, sums + 2 * lanes);
        TLanes.Store(s10, sums + sumsRow);
        TLanes.Store(s11, sums + sumsRow + lanes);
        TLanes.Store(s12, sums + sumsRow + 2 * lanes);
        TLanes.Store(s20, sums + 2 * sumsRow);
        TLanes.Store(s21, sums + 2 * sumsRow + lanes);
        TLanes.Store(s22, sums + 2 * sumsRow + 2 * lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(float* x, TVector m0, TVector m1, TVector m2, TVector m3, out TVector v0, out TVector v1, out TVector v2)
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        TVector low = TRow.Load(x, m0), high = TRow.Load(x + lanes, m1);
        v0 = TLanes.Evens(low, high);
        v1 = TLanes.Odds(low, high);
        v2 = TLanes.Evens(TRow.Load(x + 2, m2), TRow.Load(x + 2 + lanes, m3));
    }
}
