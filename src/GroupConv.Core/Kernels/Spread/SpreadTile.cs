using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Spread;

/// <summary>
/// 1 output channel × rows × up to 4 vectors of pairs of columns, for transposed convolutions with stride 2 along columns.
/// </summary>
/// <remarks>
/// A loaded pixel serves the even and the odd column of its pair. With 4 vectors, 4 loads and 2 weights serve 8 multiply-adds; 8 sums + 1
/// pixel + 2 weights = 11 of the 16 vector registers of x64. Even and odd columns are interleaved in registers, so that rows are stored in
/// order.
/// </remarks>
internal static unsafe class SpreadTile<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TVectors>(SpreadTileArguments* arguments)
        where TVectors : IConstant
    {
        nint lanes = sizeof(TVector) / sizeof(float);
        int* starts = arguments->Starts, sources = arguments->Sources, taps = arguments->Taps, columns = arguments->Columns;
        nint c0 = columns[0], c1 = TVectors.Value > 1 ? columns[1] : 0, c2 = TVectors.Value > 2 ? columns[2] : 0;
        nint c3 = TVectors.Value > 3 ? columns[3] : 0;
        nint pairs = arguments->Pairs, channels = arguments->Channels;
        float* y = arguments->Destination;
        for (nint row = 0; row < arguments->Rows; row++, y += arguments->DestinationRow)
        {
            TVector e0 = TLanes.Create(arguments->Even), e1 = e0, e2 = e0, e3 = e0;
            TVector d0 = TLanes.Create(arguments->Odd), d1 = d0, d2 = d0, d3 = d0;
            float* source = arguments->Source, weight = arguments->Weight;
            for (nint channel = 0;
                channel < channels;
                channel++, source += arguments->SourceChannelStep, weight += arguments->WeightChannelStep)
            {
                for (nint at = starts[row]; at < starts[row + 1]; at++)
                {
                    float* x = source + sources[at], w = weight + taps[at], pixel = x + arguments->PairOffset;
                    float* even = w + arguments->PairEven, odd = w + arguments->PairOdd;
                    for (nint pair = 0; pair < pairs; pair++, pixel--, even += 2, odd += 2)
                    {
                        TVector a = TLanes.Broadcast(even), b = TLanes.Broadcast(odd), v = TLanes.Load(pixel + c0);
                        e0 = TLanes.MultiplyAdd(v, a, e0);
                        d0 = TLanes.MultiplyAdd(v, b, d0);
                        if (TVectors.Value > 1)
                        {
                            v = TLanes.Load(pixel + c1);
                            e1 = TLanes.MultiplyAdd(v, a, e1);
                            d1 = TLanes.MultiplyAdd(v, b, d1);
                        }

                        if (TVectors.Value > 2)
                        {
                            v = TLanes.Load(pixel + c2);
                            e2 = TLanes.MultiplyAdd(v, a, e2);
                            d2 = TLanes.MultiplyAdd(v, b, d2);
                        }

                        if (TVectors.Value > 3)
                        {
                            v = TLanes.Load(pixel + c3);
                            e3 = TLanes.MultiplyAdd(v, a, e3);
                            d3 = TLanes.MultiplyAdd(v, b, d3);
                        }
                    }

                    if (arguments->HasEven)
                    {
                        var a = TLanes.Broadcast(w + arguments->EvenTap);
                        pixel = x + arguments->EvenOffset;
                        e0 = TLanes.MultiplyAdd(TLanes.Load(pixel + c0), a, e0);
                        if (TVectors.Value > 1)
                            e1 = TLanes.MultiplyAdd(TLanes.Load(pixel + c1), a, e1);
                        if (TVectors.Value > 2)
                            e2 = TLanes.MultiplyAdd(TLanes.Load(pixel + c2), a, e2);
                        if (TVectors.Value > 3)
                            e3 = TLanes.MultiplyAdd(TLanes.Load(pixel + c3), a, e3);
                    }

                    if (arguments->HasOdd)
                    {
                        var b = TLanes.Broadcast(w + arguments->OddTap);
                        pixel = x + arguments->OddOffset;
                        d0 = TLanes.MultiplyAdd(TLanes.Load(pixel + c0), b, d0);
                        if (TVectors.Value > 1)
                            d1 = TLanes.MultiplyAdd(TLanes.Load(pixel + c1), b, d1);
                        if (TVectors.Value > 2)
                            d2 = TLanes.MultiplyAdd(TLanes.Load(pixel + c2), b, d2);
                        if (TVectors.Value > 3)
                            d3 = TLanes.MultiplyAdd(TLanes.Load(pixel + c3), b, d3);
                    }
                }
            }

            TLanes.Store(TLanes.FirstPairs(e0, d0), y + 2 * c0);
            TLanes.Store(TLanes.LastPairs(e0, d0), y + 2 * c0 + lanes);
            if (TVectors.Value > 1)
            {
                TLanes.Store(TLanes.FirstPairs(e1, d1), y + 2 * c1);
                TLanes.Store(TLanes.LastPairs(e1, d1), y + 2 * c1 + lanes);
            }

            if (TVectors.Value > 2)
            {
                TLanes.Store(TLanes.FirstPairs(e2, d2), y + 2 * c2);
                TLanes.Store(TLanes.LastPairs(e2, d2), y + 2 * c2 + lanes);
            }

            if (TVectors.Value > 3)
            {
                TLanes.Store(TLanes.FirstPairs(e3, d3), y + 2 * c3);
                TLanes.Store(TLanes.LastPairs(e3, d3), y + 2 * c3 + lanes);
            }
        }
    }
}
