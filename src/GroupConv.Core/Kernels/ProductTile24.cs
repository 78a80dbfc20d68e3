using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>A product of matrices in tiles of up to 24 accumulators: 8 rows × 3 vectors, 12 × 2, 24 × 1, or what there is.</summary>
/// <remarks>
/// 24 accumulators + 3 vectors + 1 broadcast number = 28 of the 32 vector registers of AVX-512; where there are 16, 4 × 3, 6 × 2 and 12 × 1 take 12 + 3 + 1.
/// Accumulator n belongs to row n / vectors and vector n % vectors; all that depends on these is decided when the microkernel is compiled.
/// </remarks>
internal static unsafe class ProductTile24<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TVectors>(ProductArguments* arguments)
        where TRows : IConstant
        where TVectors : IConstant
    {
        int lanes = sizeof(TVector) / sizeof(float), vectors = TVectors.Value, all = TRows.Value * TVectors.Value;
        float* left = arguments->Left, destination = arguments->Destination;
        nint depth = arguments->Depth, rightStride = arguments->RightStride, stride = arguments->DestinationStride;
        for (nint block = arguments->Blocks; block > 0; block--)
        {
            TVector y0 = TLanes.Zero, y1 = TLanes.Zero, y2 = TLanes.Zero, y3 = TLanes.Zero, y4 = TLanes.Zero, y5 = TLanes.Zero;
            TVector y6 = TLanes.Zero, y7 = TLanes.Zero, y8 = TLanes.Zero, y9 = TLanes.Zero, y10 = TLanes.Zero, y11 = TLanes.Zero;
            TVector y12 = TLanes.Zero, y13 = TLanes.Zero, y14 = TLanes.Zero, y15 = TLanes.Zero, y16 = TLanes.Zero, y17 = TLanes.Zero;
            TVector y18 = TLanes.Zero, y19 = TLanes.Zero, y20 = TLanes.Zero, y21 = TLanes.Zero, y22 = TLanes.Zero, y23 = TLanes.Zero;
            float* right = arguments->Right;
            for (nint k = 0; k < depth; k++)
            {
                var x0 = TLanes.Load(right);
                var x1 = vectors > 1 ? TLanes.Load(right + lanes) : x0;
                var x2 = vectors > 2 ? TLanes.Load(right + 2 * lanes) : x0;
                var w = TLanes.Broadcast(left);
                y0 = TLanes.MultiplyAdd(x0, w, y0);
                if (all > 1 && vectors == 1) w = TLanes.Broadcast(left + 1);
                if (all > 1) y1 = TLanes.MultiplyAdd(x1, w, y1);
                if (all > 2 && vectors < 3) w = TLanes.Broadcast(left + 2 / vectors);
                if (all > 2) y2 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x0, w, y2);
                if (all > 3 && vectors != 2) w = TLanes.Broadcast(left + 3 / vectors);
                if (all > 3) y3 = TLanes.MultiplyAdd(vectors == 3 ? x0 : x1, w, y3);
                if (all > 4 && vectors < 3) w = TLanes.Broadcast(left + 4 / vectors);
                if (all > 4) y4 = TLanes.MultiplyAdd(vectors == 3 ? x1 : x0, w, y4);
                if (all > 5 && vectors == 1) w = TLanes.Broadcast(left + 5);
                if (all > 5) y5 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x1, w, y5);
                if (all > 6) w = TLanes.Broadcast(left + 6 / vectors);
                if (all > 6) y6 = TLanes.MultiplyAdd(x0, w, y6);
                if (all > 7 && vectors == 1) w = TLanes.Broadcast(left + 7);
                if (all > 7) y7 = TLanes.MultiplyAdd(x1, w, y7);
                if (all > 8 && vectors < 3) w = TLanes.Broadcast(left + 8 / vectors);
                if (all > 8) y8 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x0, w, y8);
                if (all > 9 && vectors != 2) w = TLanes.Broadcast(left + 9 / vectors);
                if (all > 9) y9 = TLanes.MultiplyAdd(vectors == 3 ? x0 : x1, w, y9);
                if (all > 10 && vectors < 3) w = TLanes.Broadcast(left + 10 / vectors);
                if (all > 10) y10 = TLanes.MultiplyAdd(vectors == 3 ? x1 : x0, w, y10);
                if (all > 11 && vectors == 1) w = TLanes.Broadcast(left + 11);
                if (all > 11) y11 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x1, w, y11);
                if (all > 12) w = TLanes.Broadcast(left + 12 / vectors);
                if (all > 12) y12 = TLanes.MultiplyAdd(x0, w, y12);
                if (all > 13 && vectors == 1) w = TLanes.Broadcast(left + 13);
                if (all > 13) y13 = TLanes.MultiplyAdd(x1, w, y13);
                if (all > 14 && vectors < 3) w = TLanes.Broadcast(left + 14 / vectors);
                if (all > 14) y14 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x0, w, y14);
                if (all > 15 && vectors != 2) w = TLanes.Broadcast(left + 15 / vectors);
                if (all > 15) y15 = TLanes.MultiplyAdd(vectors == 3 ? x0 : x1, w, y15);
                if (all > 16 && vectors < 3) w = TLanes.Broadcast(left + 16 / vectors);
                if (all > 16) y16 = TLanes.MultiplyAdd(vectors == 3 ? x1 : x0, w, y16);
                if (all > 17 && vectors == 1) w = TLanes.Broadcast(left + 17);
                if (all > 17) y17 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x1, w, y17);
                if (all > 18) w = TLanes.Broadcast(left + 18 / vectors);
                if (all > 18) y18 = TLanes.MultiplyAdd(x0, w, y18);
                if (all > 19 && vectors == 1) w = TLanes.Broadcast(left + 19);
                if (all > 19) y19 = TLanes.MultiplyAdd(x1, w, y19);
                if (all > 20 && vectors < 3) w = TLanes.Broadcast(left + 20 / vectors);
                if (all > 20) y20 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x0, w, y20);
                if (all > 21 && vectors != 2) w = TLanes.Broadcast(left + 21 / vectors);
                if (all > 21) y21 = TLanes.MultiplyAdd(vectors == 3 ? x0 : x1, w, y21);
                if (all > 22 && vectors < 3) w = TLanes.Broadcast(left + 22 / vectors);
                if (all > 22) y22 = TLanes.MultiplyAdd(vectors == 3 ? x1 : x0, w, y22);
                if (all > 23 && vectors == 1) w = TLanes.Broadcast(left + 23);
                if (all > 23) y23 = TLanes.MultiplyAdd(vectors == 3 ? x2 : x1, w, y23);
                left += TRows.Value;
                right += rightStride;
            }

            TLanes.Store(y0, destination);
            if (all > 1) TLanes.Store(y1, destination + 1 / vectors * stride + 1 % vectors * lanes);
            if (all > 2) TLanes.Store(y2, destination + 2 / vectors * stride + 2 % vectors * lanes);
            if (all > 3) TLanes.Store(y3, destination + 3 / vectors * stride + 3 % vectors * lanes);
            if (all > 4) TLanes.Store(y4, destination + 4 / vectors * stride + 4 % vectors * lanes);
            if (all > 5) TLanes.Store(y5, destination + 5 / vectors * stride + 5 % vectors * lanes);
            if (all > 6) TLanes.Store(y6, destination + 6 / vectors * stride + 6 % vectors * lanes);
            if (all > 7) TLanes.Store(y7, destination + 7 / vectors * stride + 7 % vectors * lanes);
            if (all > 8) TLanes.Store(y8, destination + 8 / vectors * stride + 8 % vectors * lanes);
            if (all > 9) TLanes.Store(y9, destination + 9 / vectors * stride + 9 % vectors * lanes);
            if (all > 10) TLanes.Store(y10, destination + 10 / vectors * stride + 10 % vectors * lanes);
            if (all > 11) TLanes.Store(y11, destination + 11 / vectors * stride + 11 % vectors * lanes);
            if (all > 12) TLanes.Store(y12, destination + 12 / vectors * stride + 12 % vectors * lanes);
            if (all > 13) TLanes.Store(y13, destination + 13 / vectors * stride + 13 % vectors * lanes);
            if (all > 14) TLanes.Store(y14, destination + 14 / vectors * stride + 14 % vectors * lanes);
            if (all > 15) TLanes.Store(y15, destination + 15 / vectors * stride + 15 % vectors * lanes);
            if (all > 16) TLanes.Store(y16, destination + 16 / vectors * stride + 16 % vectors * lanes);
            if (all > 17) TLanes.Store(y17, destination + 17 / vectors * stride + 17 % vectors * lanes);
            if (all > 18) TLanes.Store(y18, destination + 18 / vectors * stride + 18 % vectors * lanes);
            if (all > 19) TLanes.Store(y19, destination + 19 / vectors * stride + 19 % vectors * lanes);
            if (all > 20) TLanes.Store(y20, destination + 20 / vectors * stride + 20 % vectors * lanes);
            if (all > 21) TLanes.Store(y21, destination + 21 / vectors * stride + 21 % vectors * lanes);
            if (all > 22) TLanes.Store(y22, destination + 22 / vectors * stride + 22 % vectors * lanes);
            if (all > 23) TLanes.Store(y23, destination + 23 / vectors * stride + 23 % vectors * lanes);
            destination += TRows.Value * stride;
        }
    }
}
