using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Planes;

/// <summary>
/// 1 channel × 1 or more rows × 1 vector of output pixels, for 3×3 filters at stride 2, on an input that is not split into phases.
/// </summary>
/// <remarks>
/// The even and the odd pixels of a window of two vectors serve two columns of the filter; the window of the third column starts two pixels
/// further on. All weights stay in registers; an input row that completes one output row starts the next. A tile has the masks of four
/// vectors: two of the first window, then two of the second.
/// </remarks>
internal static unsafe class ColumnTile3x3Stride2<TLanes, TVector, TRow>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TRow : IRow<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PlaneTileArguments* arguments)
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        float* source = arguments->Source, w = arguments->Weight, bias = arguments->Bias, destination = arguments->Destination;
        nint rowFloats = arguments->RowFloats, rows = arguments->Rows, step = arguments->DestinationRowStep;
        for (nint channel = 0; channel < arguments->Channels; channel++)
        {
            TVector w00 = TLanes.Broadcast(w), w01 = TLanes.Broadcast(w + 1), w02 = TLanes.Broadcast(w + 2);
            TVector w10 = TLanes.Broadcast(w + 3), w11 = TLanes.Broadcast(w + 4), w12 = TLanes.Broadcast(w + 5);
            TVector w20 = TLanes.Broadcast(w + 6), w21 = TLanes.Broadcast(w + 7), w22 = TLanes.Broadcast(w + 8);
            var zero = bias == null ? TLanes.Zero : TLanes.Broadcast(bias + channel);
            for (PlaneTilePlace* tile = arguments->Tiles, end = tile + arguments->TileCount; tile < end; tile++)
            {
                nint row = arguments->FirstRow + tile->Row, ahead = 2 * tile->Rows * rowFloats;
                float* x = source + row * rowFloats + tile->Column, y = destination + tile->Destination;
                float* masks = arguments->Masks + tile->Masks;
                TVector m0 = TRow.Mask(masks), m1 = TRow.Mask(masks + lanes), m2 = TRow.Mask(masks + 2 * lanes);
                TVector m3 = TRow.Mask(masks + 3 * lanes);
                var b = zero;
                Load(x, m0, m1, m2, m3, (nuint)row < (nuint)rows, out TVector v0, out TVector v1, out TVector v2);
                b = TLanes.MultiplyAdd(v0, w00, b);
                b = TLanes.MultiplyAdd(v1, w01, b);
                b = TLanes.MultiplyAdd(v2, w02, b);

                // In ascending order: a row may be shorter than a vector, and the next row overwrites what its vector wrote past the end.
                for (nint left = tile->Rows; left > 0; left--, y += step)
                {
                    var c = zero;
                    row++;
                    x += rowFloats;
                    Memory.Fetch(x + ahead);
                    Memory.Fetch(x + ahead + lanes);
                    Load(x, m0, m1, m2, m3, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                    b = TLanes.MultiplyAdd(v0, w10, b);
                    b = TLanes.MultiplyAdd(v1, w11, b);
                    b = TLanes.MultiplyAdd(v2, w12, b);
                    row++;
                    x += rowFloats;
                    Memory.Fetch(x + ahead);
                    Memory.Fetch(x + ahead + lanes);
                    Load(x, m0, m1, m2, m3, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                    b = TLanes.MultiplyAdd(v0, w20, b);
                    c = TLanes.MultiplyAdd(v0, w00, c);
                    b = TLanes.MultiplyAdd(v1, w21, b);
                    c = TLanes.MultiplyAdd(v1, w01, c);
                    b = TLanes.MultiplyAdd(v2, w22, b);
                    c = TLanes.MultiplyAdd(v2, w02, c);
                    TLanes.Store(b, y);
                    b = c;
                }
            }

            source += arguments->SourceChannelStep;
            w += arguments->WeightChannelStep;
            destination += arguments->DestinationChannelStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(
        float* x, TVector m0, TVector m1, TVector m2, TVector m3, bool isInside, out TVector v0, out TVector v1, out TVector v2)
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        if (isInside)
        {
            TVector low = TRow.Load(x, m0), high = TRow.Load(x + lanes, m1);
            v0 = TLanes.Evens(low, high);
            v1 = TLanes.Odds(low, high);
            v2 = TLanes.Evens(TRow.Load(x + 2, m2), TRow.Load(x + 2 + lanes, m3));
        }
        else
        {
            v0 = TLanes.Zero;
            v1 = TLanes.Zero;
            v2 = TLanes.Zero;
        }
    }
}
