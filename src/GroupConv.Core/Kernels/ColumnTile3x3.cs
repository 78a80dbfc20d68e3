using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>1 channel × 2 rows or more × 1 vector of output pixels, for filters of 3 runs of 3 taps: 3x3 at stride 1, whatever the dilation.</summary>
/// <remarks>
/// All weights stay in registers while tiles come and go, and three output rows are open at a time: a row of the input, loaded once for each
/// of the filter's columns, ends the first, continues the second and begins the third.
/// 3 loads for 9 multiply-adds; 9 weights + 2 accumulators and one begun + 1 bias + 3 loads = the 16 vector registers of x64. An output's 9 multiply-adds
/// wait for each other, but those of a dozen rows are under way at a time.
/// </remarks>
internal static unsafe class ColumnTile3x3<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(RowTileArguments* arguments)
    {
        float* source = arguments->Source, weight = arguments->Weight, bias = arguments->Bias, destination = arguments->Destination;
        int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, rows = arguments->TileRows;
        nint tiles = arguments->Tiles, rowStep = arguments->SourceRowStep, step = arguments->DestinationRowStep, down = arguments->WeightRowStep;
        nint first = arguments->Runs[0], second = arguments->Runs[1] - first, third = arguments->Runs[2] - first;
        for (nint channel = arguments->Channels; channel > 0; channel--)
        {
            float* w = weight + arguments->RunWeights[0];
            TVector w00 = TLanes.Broadcast(w), w10 = TLanes.Broadcast(w + down), w20 = TLanes.Broadcast(w + 2 * down);
            w = weight + arguments->RunWeights[1];
            TVector w01 = TLanes.Broadcast(w), w11 = TLanes.Broadcast(w + down), w21 = TLanes.Broadcast(w + 2 * down);
            w = weight + arguments->RunWeights[2];
            TVector w02 = TLanes.Broadcast(w), w12 = TLanes.Broadcast(w + down), w22 = TLanes.Broadcast(w + 2 * down);
            var zero = bias == null ? TLanes.Zero : TLanes.Broadcast(bias);
            for (nint tile = 0; tile < tiles; tile++)
            {
                float* x = source + from[tile] + first, y = destination + to[tile];
                TVector v0 = TLanes.Load(x), v1 = TLanes.Load(x + second), v2 = TLanes.Load(x + third);
                var b = Add(v0, v1, v2, w00, w01, w02, zero);
                (v0, v1, v2) = (TLanes.Load(x += rowStep), TLanes.Load(x + second), TLanes.Load(x + third));
                b = Add(v0, v1, v2, w10, w11, w12, b);
                var c = Add(v0, v1, v2, w00, w01, w02, zero);

                // Upwards: a row may be shorter than a vector, and the next one puts right what its vector wrote behind it.
                for (nint row = rows[tile]; row > 2; row--, y += step)
                {
                    (v0, v1, v2) = (TLanes.Load(x += rowStep), TLanes.Load(x + second), TLanes.Load(x + third));
                    TLanes.Store(Add(v0, v1, v2, w20, w21, w22, b), y);
                    b = Add(v0, v1, v2, w10, w11, w12, c);
                    c = Add(v0, v1, v2, w00, w01, w02, zero);
                }

                (v0, v1, v2) = (TLanes.Load(x += rowStep), TLanes.Load(x + second), TLanes.Load(x + third));
                TLanes.Store(Add(v0, v1, v2, w20, w21, w22, b), y);
                b = Add(v0, v1, v2, w10, w11, w12, c);
                (v0, v1, v2) = (TLanes.Load(x += rowStep), TLanes.Load(x + second), TLanes.Load(x + third));
                TLanes.Store(Add(v0, v1, v2, w20, w21, w22, b), y + step);
            }

            source += arguments->SourceChannelStep;
            weight += arguments->WeightChannelStep;
            bias = bias == null ? null : bias + 1;
            destination += arguments->DestinationChannelStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add(TVector v0, TVector v1, TVector v2, TVector w0, TVector w1, TVector w2, TVector y) =>
        TLanes.MultiplyAdd(v2, w2, TLanes.MultiplyAdd(v1, w1, TLanes.MultiplyAdd(v0, w0, y)));
}
