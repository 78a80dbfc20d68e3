using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>5 to 8 output channels × up to 3 vectors of output pixels, for machines with 32 vector registers.</summary>
/// <remarks>
/// 8 × 3 = 24 accumulators + 3 pixels + 1 weight = 28 of the 32 vector registers of AVX-512, and 11 loads for 24 multiply-adds: a vector of 64 bytes
/// that is not aligned counts for two loads, so fewer loads matter more than with narrower ones.
/// </remarks>
internal static unsafe class PixelTile8x3<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TChannels, TVectors>(TileArguments* arguments)
        where TChannels : IConstant
        where TVectors : IConstant
    {
        float* source = arguments->Source, bias = arguments->Bias;
        int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, taps = arguments->Taps;
        nint tapCount = arguments->TapCount, stride = arguments->DestinationStride, weightStride = arguments->WeightStride;
        bool accumulate = arguments->Accumulate;
        for (nint tile = arguments->Tiles; tile > 0; tile--)
        {
            float* s0 = source + from[0], s1 = source + (TVectors.Value > 1 ? from[1] : 0), s2 = source + (TVectors.Value > 2 ? from[2] : 0);
            TVector y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero;
            TVector y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero;
            TVector y20 = TLanes.Zero, y21 = TLanes.Zero, y22 = TLanes.Zero;
            TVector y30 = TLanes.Zero, y31 = TLanes.Zero, y32 = TLanes.Zero;
            TVector y40 = TLanes.Zero, y41 = TLanes.Zero, y42 = TLanes.Zero;
            TVector y50 = TLanes.Zero, y51 = TLanes.Zero, y52 = TLanes.Zero;
            TVector y60 = TLanes.Zero, y61 = TLanes.Zero, y62 = TLanes.Zero;
            TVector y70 = TLanes.Zero, y71 = TLanes.Zero, y72 = TLanes.Zero;
            float* destination = arguments->Destination;
            if (accumulate)
            {
                y00 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y01 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y02 = TLanes.Load(destination + to[2]);
                destination += stride;
                y10 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y11 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y12 = TLanes.Load(destination + to[2]);
                destination += stride;
                y20 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y21 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y22 = TLanes.Load(destination + to[2]);
                destination += stride;
                y30 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y31 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y32 = TLanes.Load(destination + to[2]);
                destination += stride;
                y40 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y41 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y42 = TLanes.Load(destination + to[2]);
                destination += stride;
                if (TChannels.Value > 5) y50 = TLanes.Load(destination + to[0]);
                if (TChannels.Value > 5 && TVectors.Value > 1) y51 = TLanes.Load(destination + to[1]);
                if (TChannels.Value > 5 && TVectors.Value > 2) y52 = TLanes.Load(destination + to[2]);
                destination += stride;
                if (TChannels.Value > 6) y60 = TLanes.Load(destination + to[0]);
                if (TChannels.Value > 6 && TVectors.Value > 1) y61 = TLanes.Load(destination + to[1]);
                if (TChannels.Value > 6 && TVectors.Value > 2) y62 = TLanes.Load(destination + to[2]);
                destination += stride;
                if (TChannels.Value > 7) y70 = TLanes.Load(destination + to[0]);
                if (TChannels.Value > 7 && TVectors.Value > 1) y71 = TLanes.Load(destination + to[1]);
                if (TChannels.Value > 7 && TVectors.Value > 2) y72 = TLanes.Load(destination + to[2]);
            }
            else if (bias != null)
            {
                y02 = y01 = y00 = TLanes.Broadcast(bias);
                y12 = y11 = y10 = TLanes.Broadcast(bias + 1);
                y22 = y21 = y20 = TLanes.Broadcast(bias + 2);
                y32 = y31 = y30 = TLanes.Broadcast(bias + 3);
                y42 = y41 = y40 = TLanes.Broadcast(bias + 4);
                if (TChannels.Value > 5) y52 = y51 = y50 = TLanes.Broadcast(bias + 5);
                if (TChannels.Value > 6) y62 = y61 = y60 = TLanes.Broadcast(bias + 6);
                if (TChannels.Value > 7) y72 = y71 = y70 = TLanes.Broadcast(bias + 7);
            }

            // Three pointers and one stride reach all eight channels with the scales of x64's addresses: 0 1 2, 3 4 5 7, 6.
            float* w0 = arguments->Weight, w3 = w0 + 3 * weightStride, w6 = w3 + 3 * weightStride;
            for (nint k = 0; k < tapCount; k++)
            {
                nint tap = taps[k];
                var x0 = TLanes.Load(s0 + tap);
                var x1 = TVectors.Value > 1 ? TLanes.Load(s1 + tap) : x0;
                var x2 = TVectors.Value > 2 ? TLanes.Load(s2 + tap) : x0;
                var w = TLanes.Broadcast(w0);
                y00 = TLanes.MultiplyAdd(x0, w, y00);
                if (TVectors.Value > 1) y01 = TLanes.MultiplyAdd(x1, w, y01);
                if (TVectors.Value > 2) y02 = TLanes.MultiplyAdd(x2, w, y02);
                w = TLanes.Broadcast(w0 + weightStride);
                y10 = TLanes.MultiplyAdd(x0, w, y10);
                if (TVectors.Value > 1) y11 = TLanes.MultiplyAdd(x1, w, y11);
                if (TVectors.Value > 2) y12 = TLanes.MultiplyAdd(x2, w, y12);
                w = TLanes.Broadcast(w0 + 2 * weightStride);
                y20 = TLanes.MultiplyAdd(x0, w, y20);
                if (TVectors.Value > 1) y21 = TLanes.MultiplyAdd(x1, w, y21);
                if (TVectors.Value > 2) y22 = TLanes.MultiplyAdd(x2, w, y22);
                w = TLanes.Broadcast(w3);
                y30 = TLanes.MultiplyAdd(x0, w, y30);
                if (TVectors.Value > 1) y31 = TLanes.MultiplyAdd(x1, w, y31);
                if (TVectors.Value > 2) y32 = TLanes.MultiplyAdd(x2, w, y32);
                w = TLanes.Broadcast(w3 + weightStride);
                y40 = TLanes.MultiplyAdd(x0, w, y40);
                if (TVectors.Value > 1) y41 = TLanes.MultiplyAdd(x1, w, y41);
                if (TVectors.Value > 2) y42 = TLanes.MultiplyAdd(x2, w, y42);
                if (TChannels.Value > 5)
                {
                    w = TLanes.Broadcast(w3 + 2 * weightStride);
                    y50 = TLanes.MultiplyAdd(x0, w, y50);
                    if (TVectors.Value > 1) y51 = TLanes.MultiplyAdd(x1, w, y51);
                    if (TVectors.Value > 2) y52 = TLanes.MultiplyAdd(x2, w, y52);
                }

                if (TChannels.Value > 6)
                {
                    w = TLanes.Broadcast(w6);
                    y60 = TLanes.MultiplyAdd(x0, w, y60);
                    if (TVectors.Value > 1) y61 = TLanes.MultiplyAdd(x1, w, y61);
                    if (TVectors.Value > 2) y62 = TLanes.MultiplyAdd(x2, w, y62);
                }

                if (TChannels.Value > 7)
                {
                    w = TLanes.Broadcast(w3 + 4 * weightStride);
                    y70 = TLanes.MultiplyAdd(x0, w, y70);
                    if (TVectors.Value > 1) y71 = TLanes.MultiplyAdd(x1, w, y71);
                    if (TVectors.Value > 2) y72 = TLanes.MultiplyAdd(x2, w, y72);
                }

                w0++;
                w3++;
                w6++;
            }

            destination = arguments->Destination;
            TLanes.Store(y00, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y01, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y02, destination + to[2]);
            destination += stride;
            TLanes.Store(y10, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y11, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y12, destination + to[2]);
            destination += stride;
            TLanes.Store(y20, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y21, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y22, destination + to[2]);
            destination += stride;
            TLanes.Store(y30, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y31, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y32, destination + to[2]);
            destination += stride;
            TLanes.Store(y40, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y41, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y42, destination + to[2]);
            destination += stride;
            if (TChannels.Value > 5) TLanes.Store(y50, destination + to[0]);
            if (TChannels.Value > 5 && TVectors.Value > 1) TLanes.Store(y51, destination + to[1]);
            if (TChannels.Value > 5 && TVectors.Value > 2) TLanes.Store(y52, destination + to[2]);
            destination += stride;
            if (TChannels.Value > 6) TLanes.Store(y60, destination + to[0]);
            if (TChannels.Value > 6 && TVectors.Value > 1) TLanes.Store(y61, destination + to[1]);
            if (TChannels.Value > 6 && TVectors.Value > 2) TLanes.Store(y62, destination + to[2]);
            destination += stride;
            if (TChannels.Value > 7) TLanes.Store(y70, destination + to[0]);
            if (TChannels.Value > 7 && TVectors.Value > 1) TLanes.Store(y71, destination + to[1]);
            if (TChannels.Value > 7 && TVectors.Value > 2) TLanes.Store(y72, destination + to[2]);
            from += TVectors.Value;
            to += TVectors.Value;
        }
    }
}
