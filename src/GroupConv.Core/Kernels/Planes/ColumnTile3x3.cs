using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Planes;

/// <summary>
/// 1 channel × 2 or more rows × 1 vector of output pixels, for filters of 3 runs of 3 taps: 3×3 at stride 1, any dilation.
/// </summary>
/// <remarks>
/// All weights stay in registers across tiles. Three output rows are accumulated at a time: an input row, loaded once per column of the
/// filter, completes the first, continues the second and starts the third. 3 loads for 9 multiply-adds; 9 weights + 3 accumulators + 1 bias
/// + 3 loads = the 16 vector registers of x64. The 9 multiply-adds of an output depend on each other, but out-of-order execution overlaps
/// those of a dozen rows.
/// </remarks>
internal static unsafe class ColumnTile3x3<TLanes, TVector, TRow>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TRow : IRow<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(PlaneTileArguments* arguments)
    {
        float* source = arguments->Source, weight = arguments->Weight, bias = arguments->Bias, destination = arguments->Destination;
        nint rowFloats = arguments->RowFloats, rowStep = arguments->RowStep, xStep = rowStep * rowFloats;
        nint rows = arguments->Rows, step = arguments->DestinationRowStep, down = arguments->WeightRowStep;
        PlaneTileRun* first = arguments->Runs, second = first + 1, third = first + 2;
        nint toSecond = second->Column - first->Column, toThird = third->Column - first->Column;
        for (nint channel = 0; channel < arguments->Channels; channel++)
        {
            float* w = weight + first->Weight;
            TVector w00 = TLanes.Broadcast(w), w10 = TLanes.Broadcast(w + down), w20 = TLanes.Broadcast(w + 2 * down);
            w = weight + second->Weight;
            TVector w01 = TLanes.Broadcast(w), w11 = TLanes.Broadcast(w + down), w21 = TLanes.Broadcast(w + 2 * down);
            w = weight + third->Weight;
            TVector w02 = TLanes.Broadcast(w), w12 = TLanes.Broadcast(w + down), w22 = TLanes.Broadcast(w + 2 * down);
            var zero = bias == null ? TLanes.Zero : TLanes.Broadcast(bias + channel);
            for (PlaneTilePlace* tile = arguments->Tiles, end = tile + arguments->TileCount; tile < end; tile++)
            {
                nint row = arguments->FirstRow + tile->Row;
                float* x = source + row * rowFloats + tile->Column + first->Column, y = destination + tile->Destination;
                float* masks = arguments->Masks + tile->Masks;
                TVector m0 = TRow.Mask(masks + first->Mask), m1 = TRow.Mask(masks + second->Mask), m2 = TRow.Mask(masks + third->Mask);
                nint ahead = tile->Rows * xStep;
                TVector b = zero, c = zero;
                Load(x, toSecond, toThird, m0, m1, m2, (nuint)row < (nuint)rows, out TVector v0, out TVector v1, out TVector v2);
                Add(v0, v1, v2, w00, w01, w02, ref b);
                row += rowStep;
                x += xStep;
                Load(x, toSecond, toThird, m0, m1, m2, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                Add(v0, v1, v2, w10, w11, w12, ref b);
                Add(v0, v1, v2, w00, w01, w02, ref c);

                // In ascending order: a row may be shorter than a vector, and the next row overwrites what its vector wrote past the end.
                for (nint left = tile->Rows; left > 2; left--, y += step)
                {
                    var d = zero;
                    Memory.Fetch(x + ahead);
                    row += rowStep;
                    x += xStep;
                    Load(x, toSecond, toThird, m0, m1, m2, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                    b = TLanes.MultiplyAdd(v0, w20, b);
                    c = TLanes.MultiplyAdd(v0, w10, c);
                    d = TLanes.MultiplyAdd(v0, w00, d);
                    b = TLanes.MultiplyAdd(v1, w21, b);
                    c = TLanes.MultiplyAdd(v1, w11, c);
                    d = TLanes.MultiplyAdd(v1, w01, d);
                    b = TLanes.MultiplyAdd(v2, w22, b);
                    c = TLanes.MultiplyAdd(v2, w12, c);
                    d = TLanes.MultiplyAdd(v2, w02, d);
                    TLanes.Store(b, y);
                    (b, c) = (c, d);
                }

                row += rowStep;
                x += xStep;
                Load(x, toSecond, toThird, m0, m1, m2, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                Add(v0, v1, v2, w20, w21, w22, ref b);
                Add(v0, v1, v2, w10, w11, w12, ref c);
                TLanes.Store(b, y);
                row += rowStep;
                x += xStep;
                Load(x, toSecond, toThird, m0, m1, m2, (nuint)row < (nuint)rows, out v0, out v1, out v2);
                Add(v0, v1, v2, w20, w21, w22, ref c);
                TLanes.Store(c, y + step);
            }

            source += arguments->SourceChannelStep;
            weight += arguments->WeightChannelStep;
            destination += arguments->DestinationChannelStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(
        float* x, nint toSecond, nint toThird, TVector m0, TVector m1, TVector m2, bool isInside, out TVector v0, out TVector v1,
        out TVector v2)
    {
        if (isInside)
        {
            v0 = TRow.Load(x, m0);
            v1 = TRow.Load(x + toSecond, m1);
            v2 = TRow.Load(x + toThird, m2);
        }
        else
        {
            v0 = TLanes.Zero;
            v1 = TLanes.Zero;
            v2 = TLanes.Zero;
        }
    }

    // One statement each: nested calls compile to moves between registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TVector v0, TVector v1, TVector v2, TVector w0, TVector w1, TVector w2, ref TVector sum)
    {
        sum = TLanes.MultiplyAdd(v0, w0, sum);
        sum = TLanes.MultiplyAdd(v1, w1, sum);
        sum = TLanes.MultiplyAdd(v2, w2, sum);
    }
}
