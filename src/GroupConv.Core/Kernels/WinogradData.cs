using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>The data transform of Winograd tiles, a vector of tiles at a time: first along the rows of one channel, then along the columns of several.</summary>
internal static unsafe class WinogradData<TLanes, TVector, TTransform>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TTransform : IWinogradTransform
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    /// <summary>A row of tiles: neighbouring tiles lie m columns apart, so their columns are picked out of vectors of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(WinogradDataArguments* arguments)
    {
        int size = TTransform.Outputs + 2;
        nint tiles = arguments->Tiles, step = arguments->HalfPosition;
        float* row = arguments->Source, to = arguments->Half;
        for (int i = 0; i < size; i++, row += arguments->SourceRow, to += size * step)
        {
            for (nint tile = 0; tile < tiles; tile += Lanes)
            {
                float* x = row + tile * TTransform.Outputs, half = to + tile;
                TVector d0 = TLanes.Load(x), d1 = TLanes.Load(x + Lanes), d2, d3, d4 = d0, d5 = d0;
                if (TTransform.Outputs == 4)
                {
                    d2 = TLanes.Load(x + 2 * Lanes);
                    d3 = TLanes.Load(x + 3 * Lanes);
                    TVector even0 = TLanes.Evens(d0, d1), even1 = TLanes.Evens(d2, d3), odd0 = TLanes.Odds(d0, d1), odd1 = TLanes.Odds(d2, d3);
                    d0 = TLanes.Evens(even0, even1);
                    d1 = TLanes.Evens(odd0, odd1);
                    d2 = TLanes.Odds(even0, even1);
                    d3 = TLanes.Odds(odd0, odd1);
                    // The last two columns of a tile are the first two of the next one.
                    TVector next0 = TLanes.Load(x + 4), next1 = TLanes.Load(x + 4 + Lanes), next2 = TLanes.Load(x + 4 + 2 * Lanes), next3 = TLanes.Load(x + 4 + 3 * Lanes);
                    d4 = TLanes.Evens(TLanes.Evens(next0, next1), TLanes.Evens(next2, next3));
                    d5 = TLanes.Evens(TLanes.Odds(next0, next1), TLanes.Odds(next2, next3));
                }
                else
                {
                    TVector next0 = TLanes.Load(x + 2), next1 = TLanes.Load(x + 2 + Lanes);
                    (d0, d1) = (TLanes.Evens(d0, d1), TLanes.Odds(d0, d1));
                    d2 = TLanes.Evens(next0, next1);
                    d3 = TLanes.Odds(next0, next1);
                }

                TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                TLanes.Store(d0, half);
                TLanes.Store(d1, half + step);
                TLanes.Store(d2, half + 2 * step);
                TLanes.Store(d3, half + 3 * step);
                if (TTransform.Outputs == 4)
                {
                    TLanes.Store(d4, half + 4 * step);
                    TLanes.Store(d5, half + 5 * step);
                }
            }
        }
    }

    /// <summary>The columns of tiles whose rows are done. Column by column, because a few streams of stores are faster than one for every position.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(WinogradDataArguments* arguments)
    {
        int size = TTransform.Outputs + 2;
        nint count = arguments->Count, from = size * arguments->HalfPosition, to = size * arguments->DestinationPosition;
        for (int j = 0; j < size; j++)
        {
            float* half = arguments->Half + j * arguments->HalfPosition, destination = arguments->Destination + j * arguments->DestinationPosition;
            for (nint channel = arguments->Channels; channel > 0; channel--, half += arguments->HalfChannel, destination += count)
            {
                for (nint tile = 0; tile < count; tile += Lanes)
                {
                    float* x = half + tile, y = destination + tile;
                    TVector d0 = TLanes.Load(x), d1 = TLanes.Load(x + from), d2 = TLanes.Load(x + 2 * from), d3 = TLanes.Load(x + 3 * from), d4 = d0, d5 = d0;
                    if (TTransform.Outputs == 4)
                    {
                        d4 = TLanes.Load(x + 4 * from);
                        d5 = TLanes.Load(x + 5 * from);
                    }

                    TTransform.Data<TLanes, TVector>(ref d0, ref d1, ref d2, ref d3, ref d4, ref d5);
                    TLanes.Store(d0, y);
                    TLanes.Store(d1, y + to);
                    TLanes.Store(d2, y + 2 * to);
                    TLanes.Store(d3, y + 3 * to);
                    if (TTransform.Outputs == 4)
                    {
                        TLanes.Store(d4, y + 4 * to);
                        TLanes.Store(d5, y + 5 * to);
                    }
                }
            }
        }
    }
}
