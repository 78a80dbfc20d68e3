using System.Runtime.CompilerServices;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>The output transform of Winograd tiles, plus the bias, one vector of output channels at a time.</summary>
internal static unsafe class WinogradSums<TLanes, TVector, TTransform>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
    where TTransform : IWinogradTransform
{
    private static int Lanes => sizeof(TVector) / sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(WinogradSumsArguments* arguments)
    {
        int outputs = TTransform.Outputs;
        nint row = outputs * arguments->Tiles * Lanes;
        float* source = arguments->Source, destination = arguments->Destination, half = arguments->Half;
        var bias = TLanes.Load(arguments->Bias);
        float* constants = arguments->Constants;
        TVector c0 = TLanes.Broadcast(constants), c1 = TLanes.Broadcast(constants + 1), c2 = TLanes.Broadcast(constants + 2);
        TVector c3 = TLanes.Broadcast(constants + 3), c4 = TLanes.Broadcast(constants + 4), c5 = TLanes.Broadcast(constants + 5);
        for (nint tile = arguments->Tiles; tile > 0; tile--, source += arguments->SourceTile, destination += outputs * Lanes)
        {
            Columns(source, half, c0, c1, c2, c3, c4, c5);
            Rows(half, bias, destination, row, c0, c1, c2, c3, c4, c5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(float* source, float* half, TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
    {
        int size = TTransform.Outputs + 2, step = size * Lanes;
        for (int j = 0; j < size; j++, source += Lanes, half += Lanes)
        {
            TVector p0 = TLanes.Load(source), p1 = TLanes.Load(source + step), p2 = TLanes.Load(source + 2 * step);
            TVector p3 = TLanes.Load(source + 3 * step);
            TVector p4 = p0, p5 = p0;
            if (TTransform.Outputs == 4)
            {
                p4 = TLanes.Load(source + 4 * step);
                p5 = TLanes.Load(source + 5 * step);
            }

            TTransform.Sums<TLanes, TVector>(ref p0, ref p1, ref p2, ref p3, p4, p5, c0, c1, c2, c3, c4, c5);
            TLanes.Store(p0, half);
            TLanes.Store(p1, half + step);
            if (TTransform.Outputs == 4)
            {
                TLanes.Store(p2, half + 2 * step);
                TLanes.Store(p3, half + 3 * step);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(
        float* half, TVector bias, float* destination, nint row, TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
    {
        int size = TTransform.Outputs + 2;
        for (int i = 0; i < TTransform.Outputs; i++, half += size * Lanes, destination += row)
        {
            TVector p0 = TLanes.Load(half), p1 = TLanes.Load(half + Lanes), p2 = TLanes.Load(half + 2 * Lanes);
            TVector p3 = TLanes.Load(half + 3 * Lanes);
            TVector p4 = p0, p5 = p0;
            if (TTransform.Outputs == 4)
            {
                p4 = TLanes.Load(half + 4 * Lanes);
                p5 = TLanes.Load(half + 5 * Lanes);
            }

            TTransform.Sums<TLanes, TVector>(ref p0, ref p1, ref p2, ref p3, p4, p5, c0, c1, c2, c3, c4, c5);
            TLanes.Store(TLanes.Add(p0, bias), destination);
            TLanes.Store(TLanes.Add(p1, bias), destination + Lanes);
            if (TTransform.Outputs == 4)
            {
                TLanes.Store(TLanes.Add(p2, bias), destination + 2 * Lanes);
                TLanes.Store(TLanes.Add(p3, bias), destination + 3 * Lanes);
            }
        }
    }
}
