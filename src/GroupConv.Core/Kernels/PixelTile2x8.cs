using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>1 output channel × up to 8 vectors of output pixels, or 2 × up to 6: for groups of one or two output channels.</summary>
/// <remarks>
/// A multiply-add takes 4 cycles and two begin in each, so at least 8 accumulators are needed to keep them busy. 2 × 6 = 12 accumulators
/// + 1 pixel + 2 weights = 15 of the 16 vector registers of x64.
/// </remarks>
internal static unsafe class PixelTile2x8<TLanes, TVector>
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
        float* w0 = arguments->Weight, w1 = w0 + arguments->WeightStride;
        for (nint tile = arguments->Tiles; tile > 0; tile--)
        {
            float* s0 = source + from[0], s1 = source + (TVectors.Value > 1 ? from[1] : 0), s2 = source + (TVectors.Value > 2 ? from[2] : 0), s3 = source + (TVectors.Value > 3 ? from[3] : 0), s4 = source + (TVectors.Value > 4 ? from[4] : 0), s5 = source + (TVectors.Value > 5 ? from[5] : 0), s6 = source + (TVectors.Value > 6 ? from[6] : 0), s7 = source + (TVectors.Value > 7 ? from[7] : 0);
            TVector y00 = TLanes.Zero, y01 = TLanes.Zero, y02 = TLanes.Zero, y03 = TLanes.Zero, y04 = TLanes.Zero, y05 = TLanes.Zero, y06 = TLanes.Zero, y07 = TLanes.Zero;
            TVector y10 = TLanes.Zero, y11 = TLanes.Zero, y12 = TLanes.Zero, y13 = TLanes.Zero, y14 = TLanes.Zero, y15 = TLanes.Zero, y16 = TLanes.Zero, y17 = TLanes.Zero;
            if (accumulate)
            {
                y00 = TLanes.Load(destination + to[0]);
                if (TVectors.Value > 1) y01 = TLanes.Load(destination + to[1]);
                if (TVectors.Value > 2) y02 = TLanes.Load(destination + to[2]);
                if (TVectors.Value > 3) y03 = TLanes.Load(destination + to[3]);
                if (TVectors.Value > 4) y04 = TLanes.Load(destination + to[4]);
                if (TVectors.Value > 5) y05 = TLanes.Load(destination + to[5]);
                if (TVectors.Value > 6) y06 = TLanes.Load(destination + to[6]);
                if (TVectors.Value > 7) y07 = TLanes.Load(destination + to[7]);
                if (TChannels.Value > 1) y10 = TLanes.Load(destination + stride + to[0]);
                if (TChannels.Value > 1 && TVectors.Value > 1) y11 = TLanes.Load(destination + stride + to[1]);
                if (TChannels.Value > 1 && TVectors.Value > 2) y12 = TLanes.Load(destination + stride + to[2]);
                if (TChannels.Value > 1 && TVectors.Value > 3) y13 = TLanes.Load(destination + stride + to[3]);
                if (TChannels.Value > 1 && TVectors.Value > 4) y14 = TLanes.Load(destination + stride + to[4]);
                if (TChannels.Value > 1 && TVectors.Value > 5) y15 = TLanes.Load(destination + stride + to[5]);
                if (TChannels.Value > 1 && TVectors.Value > 6) y16 = TLanes.Load(destination + stride + to[6]);
                if (TChannels.Value > 1 && TVectors.Value > 7) y17 = TLanes.Load(destination + stride + to[7]);
            }
            else if (bias != null)
            {
                y07 = y06 = y05 = y04 = y03 = y02 = y01 = y00 = TLanes.Broadcast(bias);
                if (TChannels.Value > 1) y17 = y16 = y15 = y14 = y13 = y12 = y11 = y10 = TLanes.Broadcast(bias + 1);
            }

            for (nint k = 0; k < tapCount; k++)
            {
                nint tap = taps[k];
                var w = TLanes.Broadcast(w0 + k);
                var u = TChannels.Value > 1 ? TLanes.Broadcast(w1 + k) : w;
                var x0 = TLanes.Load(s0 + tap);
                y00 = TLanes.MultiplyAdd(x0, w, y00);
                if (TChannels.Value > 1) y10 = TLanes.MultiplyAdd(x0, u, y10);
                if (TVectors.Value > 1)
                {
                    var x1 = TLanes.Load(s1 + tap);
                    y01 = TLanes.MultiplyAdd(x1, w, y01);
                    if (TChannels.Value > 1) y11 = TLanes.MultiplyAdd(x1, u, y11);
                }

                if (TVectors.Value > 2)
                {
                    var x2 = TLanes.Load(s2 + tap);
                    y02 = TLanes.MultiplyAdd(x2, w, y02);
                    if (TChannels.Value > 1) y12 = TLanes.MultiplyAdd(x2, u, y12);
                }

                if (TVectors.Value > 3)
                {
                    var x3 = TLanes.Load(s3 + tap);
                    y03 = TLanes.MultiplyAdd(x3, w, y03);
                    if (TChannels.Value > 1) y13 = TLanes.MultiplyAdd(x3, u, y13);
                }

                if (TVectors.Value > 4)
                {
                    var x4 = TLanes.Load(s4 + tap);
                    y04 = TLanes.MultiplyAdd(x4, w, y04);
                    if (TChannels.Value > 1) y14 = TLanes.MultiplyAdd(x4, u, y14);
                }

                if (TVectors.Value > 5)
                {
                    var x5 = TLanes.Load(s5 + tap);
                    y05 = TLanes.MultiplyAdd(x5, w, y05);
                    if (TChannels.Value > 1) y15 = TLanes.MultiplyAdd(x5, u, y15);
                }

                if (TVectors.Value > 6)
                {
                    var x6 = TLanes.Load(s6 + tap);
                    y06 = TLanes.MultiplyAdd(x6, w, y06);
                    if (TChannels.Value > 1) y16 = TLanes.MultiplyAdd(x6, u, y16);
                }

                if (TVectors.Value > 7)
                {
                    var x7 = TLanes.Load(s7 + tap);
                    y07 = TLanes.MultiplyAdd(x7, w, y07);
                    if (TChannels.Value > 1) y17 = TLanes.MultiplyAdd(x7, u, y17);
                }
            }

            TLanes.Store(y00, destination + to[0]);
            if (TVectors.Value > 1) TLanes.Store(y01, destination + to[1]);
            if (TVectors.Value > 2) TLanes.Store(y02, destination + to[2]);
            if (TVectors.Value > 3) TLanes.Store(y03, destination + to[3]);
            if (TVectors.Value > 4) TLanes.Store(y04, destination + to[4]);
            if (TVectors.Value > 5) TLanes.Store(y05, destination + to[5]);
            if (TVectors.Value > 6) TLanes.Store(y06, destination + to[6]);
            if (TVectors.Value > 7) TLanes.Store(y07, destination + to[7]);
            if (TChannels.Value > 1) TLanes.Store(y10, destination + stride + to[0]);
            if (TChannels.Value > 1 && TVectors.Value > 1) TLanes.Store(y11, destination + stride + to[1]);
            if (TChannels.Value > 1 && TVectors.Value > 2) TLanes.Store(y12, destination + stride + to[2]);
            if (TChannels.Value > 1 && TVectors.Value > 3) TLanes.Store(y13, destination + stride + to[3]);
            if (TChannels.Value > 1 && TVectors.Value > 4) TLanes.Store(y14, destination + stride + to[4]);
            if (TChannels.Value > 1 && TVectors.Value > 5) TLanes.Store(y15, destination + stride + to[5]);
            if (TChannels.Value > 1 && TVectors.Value > 6) TLanes.Store(y16, destination + stride + to[6]);
            if (TChannels.Value > 1 && TVectors.Value > 7) TLanes.Store(y17, destination + stride + to[7]);
            from += TVectors.Value;
            to += TVectors.Value;
        }
    }
}
