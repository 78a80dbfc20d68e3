using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>The output transform of Winograd tiles, a vector of tiles at a time, and the bias.</summary>
internal static unsafe class WinogradSums<TLanes, TVector, TTransform>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TTransform : IWinogradTransform
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(WinogradSumsArguments* arguments)
    {
        int outputs = TTransform.Outputs, size = outputs + 2;
        nint count = arguments->Count;
        float* source = arguments->Source, destination = arguments->Destination, bias = arguments->Bias, half = arguments->Half;
        for (nint channel = arguments->Channels; channel > 0; channel--)
        {
            var b = bias == null ? TLanes.Zero : TLanes.Broadcast(bias++);
            for (nint tile = 0; tile < count; tile += Lanes)
            {
                Columns(source + tile, count, half);
                Rows(half, b, destination + outputs * tile, outputs * count);
            }

            source += size * size * count;
            destination += outputs * outputs * count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(float* source, nint count, float* half)
    {
        int size = TTransform.Outputs + 2;
        nint step = size * count;
        for (int j = 0; j < size; j++, source += count, half += Lanes)
        {
            TVector p0 = TLanes.Load(source), p1 = TLanes.Load(source + step), p2 = TLanes.Load(source + 2 * step), p3 = TLanes.Load(source + 3 * step);
            TVector p4 = p0, p5 = p0;
            if (TTransform.Outputs == 4)
            {
                p4 = TLanes.Load(source + 4 * step);
                p5 = TLanes.Load(source + 5 * step);
            }

            TTransform.Sums<TLanes, TVector>(ref p0, ref p1, ref p2, ref p3, p4, p5);
            TLanes.Store(p0, half);
            TLanes.Store(p1, half + size * Lanes);
            if (TTransform.Outputs == 4)
            {
                TLanes.Store(p2, half + 2 * size * Lanes);
                TLanes.Store(p3, half + 3 * size * Lanes);
            }
        }
    }

    /// <summary>The rows; then pixels that belong side by side are brought there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(float* half, TVector bias, float* destination, nint row)
    {
        int size = TTransform.Outputs + 2;
        for (int i = 0; i < TTransform.Outputs; i++, half += size * Lanes, destination += row)
        {
            TVector p0 = TLanes.Load(half), p1 = TLanes.Load(half + Lanes), p2 = TLanes.Load(half + 2 * Lanes), p3 = TLanes.Load(half + 3 * Lanes);
            TVector p4 = p0, p5 = p0;
            if (TTransform.Outputs == 4)
            {
                p4 = TLanes.Load(half + 4 * Lanes);
                p5 = TLanes.Load(half + 5 * Lanes);
            }

            TTransform.Sums<TLanes, TVector>(ref p0, ref p1, ref p2, ref p3, p4, p5);
            p0 = TLanes.Add(p0, bias);
            p1 = TLanes.Add(p1, bias);
            if (TTransform.Outputs == 4)
            {
                p2 = TLanes.Add(p2, bias);
                p3 = TLanes.Add(p3, bias);
                TVector even0 = TLanes.FirstPairs(p0, p2), even1 = TLanes.LastPairs(p0, p2), odd0 = TLanes.FirstPairs(p1, p3), odd1 = TLanes.LastPairs(p1, p3);
                TLanes.Store(TLanes.FirstPairs(even0, odd0), destination);
                TLanes.Store(TLanes.LastPairs(even0, odd0), destination + Lanes);
                TLanes.Store(TLanes.FirstPairs(even1, odd1), destination + 2 * Lanes);
                TLanes.Store(TLanes.LastPairs(even1, odd1), destination + 3 * Lanes);
            }
            else
            {
                TLanes.Store(TLanes.FirstPairs(p0, p1), destination);
                TLanes.Store(TLanes.LastPairs(p0, p1), destination + Lanes);
            }
        }
    }
}
