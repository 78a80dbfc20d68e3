using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>Up to 4 output channels × up to 3 vectors of output pixels.</summary>
/// <remarks>
/// 4 × 3 = 12 accumulators + 3 pixels + 1 weight = the 16 vector registers of x64, and 7 loads for 12 multiply-adds: with two loads and
/// two multiply-adds a cycle the multiply-adds are the bound.
/// </remarks>
internal static unsafe class PixelTile4x3<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TChannels, TVectors>(TileArguments* arguments)
        where TChannels : IConstant
        where TVectors : IConstant
    {
        float* source = arguments->Source, destination = arguments->Destination, bias = arguments->Bias;
        int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, taps = arguments->Taps;
        nint tapCount = arguments->TapCount, stride = arguments->DestinationStride;
        bool accumulate = arguments->Accumulate;
        float* w0 = arguments->Weight, w1 = w0 + arguments->WeightStride, w2 = w1 + arguments->WeightStride, w3 = w2 + arguments->WeightStride;
        for (nint tile = arguments->Tiles; tile > 0; tile--)
        {
            float* s0 = source + from[0], s1 = source + (TVectors.Value > 1 ? from[1] : 0), s2 = source + (TVectors.Value > 2 ? from[2] : 0);
            TVector y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero;
            TVector y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero;
            TVector y20 = TLanes.Zero, y21 = TLanes.Zero, y22 = TLanes.Zero;
            TVector y30 = TLanes.Zero, y31 = TLanes.Zero, y32 = TLanes.Zero;
            if (accumulate)
            {
                y00 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y01 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y02 = TLanes.Load(destination + to[2]);
                if (TChannels.Value > 1) y10 = TLanes.Load(destination + stride + to[0]);
                if (TChannels.Value > 1 && TVectors.Value > 1) y11 = TLanes.Load(destination + stride + to[1]);
                if (TChannels.Value > 1 && TVectors.Value > 2) y12 = TLanes.Load(destination + stride + to[2]);
                if (TChannels.Value > 2) y20 = TLanes.Load(destination + 2 * stride + to[0]);
                if (TChannels.Value > 2 && TVectors.Value > 1) y21 = TLanes.Load(destination + 2 * stride + to[1]);
                if (TChannels.Value > 2 && TVectors.Value > 2) y22 = TLanes.Load(destination + 2 * stride + to[2]);
                if (TChannels.Value > 3) y30 = TLanes.Load(destination + 3 * stride + to[0]);
                if (TChannels.Value > 3 && TVectors.Value > 1) y31 = TLanes.Load(destination + 3 * stride + to[1]);
                if (TChannels.Value > 3 && TVectors.Value > 2) y32 = TLanes.Load(destination + 3 * stride + to[2]);
            }
            else if (bias != null)
            {
                y02 = y01 = y00 = TLanes.Broadcast(bias);
                if (TChannels.Value > 1) y12 = y11 = y10 = TLanes.Broadcast(bias + 1);
                if (TChannels.Value > 2) y22 = y21 = y20 = TLanes.Broadcast(bias + 2);
                if (TChannels.Value > 3) y32 = y31 = y30 = TLanes.Broadcast(bias + 3);
            }

            for (nint k = 0; k < tapCount; k++)
            {
                nint tap = taps[k];
                var x0 = TLanes.Load(s0 + tap);
                var x1 = TVectors.Value > 1 ? TLanes.Load(s1 + tap) : x0;
                var x2 = TVectors.Value > 2 ? TLanes.Load(s2 + tap) : x0;
                var w = TLanes.Broadcast(w0 + k);
                y00 = TLanes.MultiplyAdd(x0, w, y00);
                if (TVectors.Value > 1) y01 = TLanes.MultiplyAdd(x1, w, y01);
                if (TVectors.Value > 2) y02 = TLanes.MultiplyAdd(x2, w, y02);
                if (TChannels.Value > 1)
                {
                    var v1 = TLanes.Broadcast(w1 + k);
                    y10 = TLanes.MultiplyAdd(x0, v1, y10);
                    if (TVectors.Value > 1) y11 = TLanes.MultiplyAdd(x1, v1, y11);
                    if (TVectors.Value > 2) y12 = TLanes.MultiplyAdd(x2, v1, y12);
                }

                if (TChannels.Value > 2)
                {
                    var v2 = TLanes.Broadcast(w2 + k);
                    y20 = TLanes.MultiplyAdd(x0, v2, y20);
                    if (TVectors.Value > 1) y21 = TLanes.MultiplyAdd(x1, v2, y21);
                    if (TVectors.Value > 2) y22 = TLanes.MultiplyAdd(x2, v2, y22);
                }

                if (TChannels.Value > 3)
                {
                    var v3 = TLanes.Broadcast(w3 + k);
                    y30 = TLanes.MultiplyAdd(x0, v3, y30);
                    if (TVectors.Value > 1) y31 = TLanes.MultiplyAdd(x1, v3, y31);
                    if (TVectors.Value > 2) y32 = TLanes.MultiplyAdd(x2, v3, y32);
                }
            }

            TLanes.Store(y00, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y01, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y02, destination + to[2]);
            if (TChannels.Value > 1) TLanes.Store(y10, destination + stride + to[0]);
            if (TChannels.Value > 1 && TVectors.Value > 1) TLanes.Store(y11, destination + stride + to[1]);
            if (TChannels.Value > 1 && TVectors.Value > 2) TLanes.Store(y12, destination + stride + to[2]);
            if (TChannels.Value > 2) TLanes.Store(y20, destination + 2 * stride + to[0]);
            if (TChannels.Value > 2 && TVectors.Value > 1) TLanes.Store(y21, destination + 2 * stride + to[1]);
            if (TChannels.Value > 2 && TVectors.Value > 2) TLanes.Store(y22, destination + 2 * stride + to[2]);
            if (TChannels.Value > 3) TLanes.Store(y30, destination + 3 * stride + to[0]);
            if (TChannels.Value > 3 && TVectors.Value > 1) TLanes.Store(y31, destination + 3 * stride + to[1]);
            if (TChannels.Value > 3 && TVectors.Value > 2) TLanes.Store(y32, destination + 3 * stride + to[2]);
            from += TVectors.Value;
            to += TVectors.Value;
        }
    }
}
