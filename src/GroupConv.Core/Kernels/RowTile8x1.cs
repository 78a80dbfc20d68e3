using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels;

/// <summary>1 vector of channels × up to 8 pixels along a row or a column, for filters that read one input channel.</summary>
/// <remarks>
/// Taps come in runs: up to 7 taps of a filter's column, on neighbouring rows. A loaded row serves every tap of the run (x the row, w the taps, y the outputs):
/// <code>
///        y0   y1   y2   y3
/// x0     w0
/// x1     w1   w0
/// x2     w2   w1   w0
/// x3          w2   w1   w0
/// x4               w2   w1
/// x5                    w2
/// </code>
/// 8 rows and 3 taps: 10 + 3 loads for 24 multiply-adds. 8 accumulators + 7 weights + 1 row = the 16 vector registers of x64; 8 accumulators are
/// also what two multiply-adds a cycle of 4 cycles each need.
/// </remarks>
internal static unsafe class RowTile8x1<TLanes, TVector>
    where TLanes : ILanes<TVector>
    where TVector : unmanaged
{
    // AggressiveOptimization: the first call may be the only one, and tier 0 runs this at a tenth of its speed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TTaps>(RowTileArguments* arguments)
        where TRows : IConstant
        where TTaps : IConstant
    {
        float* source = arguments->Source, weight = arguments->Weight, bias = arguments->Bias, destination = arguments->Destination;
        int* from = arguments->SourceOffsets, to = arguments->DestinationOffsets, runs = arguments->Runs, weights = arguments->RunWeights;
        nint tiles = arguments->Tiles, fullRuns = arguments->FullRuns, allRuns = fullRuns + arguments->ShortRuns;
        nint rowStep = arguments->SourceRowStep, weightStep = arguments->WeightRowStep, step = arguments->DestinationRowStep;
        for (nint channel = arguments->Channels; channel > 0; channel--)
        {
            for (nint tile = 0; tile < tiles; tile++)
            {
                float* s = source + from[tile];
                TVector y0 = bias == null ? TLanes.Zero : TLanes.Load(bias), y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0, y6 = y0, y7 = y0;
                nint run = 0;
                for (; run < fullRuns; run++)
                    Add<TRows, TTaps>(s + runs[run], rowStep, weight + weights[run], weightStep, ref y0, ref y1, ref y2, ref y3, ref y4, ref y5, ref y6, ref y7);
                if (TTaps.Value > 1)
                {
                    for (; run < allRuns; run++)
                        Add<TRows, OneLess<TTaps>>(s + runs[run], rowStep, weight + weights[run], weightStep, ref y0, ref y1, ref y2, ref y3, ref y4, ref y5, ref y6, ref y7);
                }

                // Upwards: a row may be shorter than a vector, and the next one puts right what its vector wrote behind it.
                float* d = destination + to[tile];
                TLanes.Store(y0, d);
                if (TRows.Value > 1) TLanes.Store(y1, d += step);
                if (TRows.Value > 2) TLanes.Store(y2, d += step);
                if (TRows.Value > 3) TLanes.Store(y3, d += step);
                if (TRows.Value > 4) TLanes.Store(y4, d += step);
                if (TRows.Value > 5) TLanes.Store(y5, d += step);
                if (TRows.Value > 6) TLanes.Store(y6, d += step);
                if (TRows.Value > 7) TLanes.Store(y7, d += step);
            }

            source += arguments->SourceChannelStep;
            weight += arguments->WeightChannelStep;
            bias = bias == null ? null : bias + sizeof(TVector) / sizeof(float);
            destination += arguments->DestinationChannelStep;
        }
    }

    // Inlined, its references become the caller's registers; called, they would be memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TRows, TTaps>(
        float* x, nint rowStep, float* w, nint weightStep, ref TVector y0, ref TVector y1, ref TVector y2, ref TVector y3, ref TVector y4, ref TVector y5, ref TVector y6, ref TVector y7)
        where TRows : IConstant
        where TTaps : IConstant
    {
        var w0 = TLanes.Load(w);
        var w1 = TTaps.Value > 1 ? TLanes.Load(w += weightStep) : w0;
        var w2 = TTaps.Value > 2 ? TLanes.Load(w += weightStep) : w0;
        var w3 = TTaps.Value > 3 ? TLanes.Load(w += weightStep) : w0;
        var w4 = TTaps.Value > 4 ? TLanes.Load(w += weightStep) : w0;
        var w5 = TTaps.Value > 5 ? TLanes.Load(w += weightStep) : w0;
        var w6 = TTaps.Value > 6 ? TLanes.Load(w += weightStep) : w0;
        var v = TLanes.Load(x);
        y0 = TLanes.MultiplyAdd(v, w0, y0);
        if (TRows.Value + TTaps.Value > 2)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 1) y0 = TLanes.MultiplyAdd(v, w1, y0);
            if (TRows.Value > 1) y1 = TLanes.MultiplyAdd(v, w0, y1);
        }

        if (TRows.Value + TTaps.Value > 3)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 2) y0 = TLanes.MultiplyAdd(v, w2, y0);
            if (TRows.Value > 1 && TTaps.Value > 1) y1 = TLanes.MultiplyAdd(v, w1, y1);
            if (TRows.Value > 2) y2 = TLanes.MultiplyAdd(v, w0, y2);
        }

        if (TRows.Value + TTaps.Value > 4)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 3) y0 = TLanes.MultiplyAdd(v, w3, y0);
            if (TRows.Value > 1 && TTaps.Value > 2) y1 = TLanes.MultiplyAdd(v, w2, y1);
            if (TRows.Value > 2 && TTaps.Value > 1) y2 = TLanes.MultiplyAdd(v, w1, y2);
            if (TRows.Value > 3) y3 = TLanes.MultiplyAdd(v, w0, y3);
        }

        if (TRows.Value + TTaps.Value > 5)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 4) y0 = TLanes.MultiplyAdd(v, w4, y0);
            if (TRows.Value > 1 && TTaps.Value > 3) y1 = TLanes.MultiplyAdd(v, w3, y1);
            if (TRows.Value > 2 && TTaps.Value > 2) y2 = TLanes.MultiplyAdd(v, w2, y2);
            if (TRows.Value > 3 && TTaps.Value > 1) y3 = TLanes.MultiplyAdd(v, w1, y3);
            if (TRows.Value > 4) y4 = TLanes.MultiplyAdd(v, w0, y4);
        }

        if (TRows.Value + TTaps.Value > 6)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 5) y0 = TLanes.MultiplyAdd(v, w5, y0);
            if (TRows.Value > 1 && TTaps.Value > 4) y1 = TLanes.MultiplyAdd(v, w4, y1);
            if (TRows.Value > 2 && TTaps.Value > 3) y2 = TLanes.MultiplyAdd(v, w3, y2);
            if (TRows.Value > 3 && TTaps.Value > 2) y3 = TLanes.MultiplyAdd(v, w2, y3);
            if (TRows.Value > 4 && TTaps.Value > 1) y4 = TLanes.MultiplyAdd(v, w1, y4);
            if (TRows.Value > 5) y5 = TLanes.MultiplyAdd(v, w0, y5);
        }

        if (TRows.Value + TTaps.Value > 7)
        {
            v = TLanes.Load(x += rowStep);
            if (TTaps.Value > 6) y0 = TLanes.MultiplyAdd(v, w6, y0);
            if (TRows.Value > 1 && TTaps.Value > 5) y1 = TLanes.MultiplyAdd(v, w5, y1);
            if (TRows.Value > 2 && TTaps.Value > 4) y2 = TLanes.MultiplyAdd(v, w4, y2);
            if (TRows.Value > 3 && TTaps.Value > 3) y3 = TLanes.MultiplyAdd(v, w3, y3);
            if (TRows.Value > 4 && TTaps.Value > 2) y4 = TLanes.MultiplyAdd(v, w2, y4);
            if (TRows.Value > 5 && TTaps.Value > 1) y5 = TLanes.MultiplyAdd(v, w1, y5);
            if (TRows.Value > 6) y6 = TLanes.MultiplyAdd(v, w0, y6);
        }

        if (TRows.Value + TTaps.Value > 8)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 1 && TTaps.Value > 6) y1 = TLanes.MultiplyAdd(v, w6, y1);
            if (TRows.Value > 2 && TTaps.Value > 5) y2 = TLanes.MultiplyAdd(v, w5, y2);
            if (TRows.Value > 3 && TTaps.Value > 4) y3 = TLanes.MultiplyAdd(v, w4, y3);
            if (TRows.Value > 4 && TTaps.Value > 3) y4 = TLanes.MultiplyAdd(v, w3, y4);
            if (TRows.Value > 5 && TTaps.Value > 2) y5 = TLanes.MultiplyAdd(v, w2, y5);
            if (TRows.Value > 6 && TTaps.Value > 1) y6 = TLanes.MultiplyAdd(v, w1, y6);
            if (TRows.Value > 7) y7 = TLanes.MultiplyAdd(v, w0, y7);
        }

        if (TRows.Value + TTaps.Value > 9)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 2 && TTaps.Value > 6) y2 = TLanes.MultiplyAdd(v, w6, y2);
            if (TRows.Value > 3 && TTaps.Value > 5) y3 = TLanes.MultiplyAdd(v, w5, y3);
            if (TRows.Value > 4 && TTaps.Value > 4) y4 = TLanes.MultiplyAdd(v, w4, y4);
            if (TRows.Value > 5 && TTaps.Value > 3) y5 = TLanes.MultiplyAdd(v, w3, y5);
            if (TRows.Value > 6 && TTaps.Value > 2) y6 = TLanes.MultiplyAdd(v, w2, y6);
            if (TRows.Value > 7 && TTaps.Value > 1) y7 = TLanes.MultiplyAdd(v, w1, y7);
        }

        if (TRows.Value + TTaps.Value > 10)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 3 && TTaps.Value > 6) y3 = TLanes.MultiplyAdd(v, w6, y3);
            if (TRows.Value > 4 && TTaps.Value > 5) y4 = TLanes.MultiplyAdd(v, w5, y4);
            if (TRows.Value > 5 && TTaps.Value > 4) y5 = TLanes.MultiplyAdd(v, w4, y5);
            if (TRows.Value > 6 && TTaps.Value > 3) y6 = TLanes.MultiplyAdd(v, w3, y6);
            if (TRows.Value > 7 && TTaps.Value > 2) y7 = TLanes.MultiplyAdd(v, w2, y7);
        }

        if (TRows.Value + TTaps.Value > 11)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 4 && TTaps.Value > 6) y4 = TLanes.MultiplyAdd(v, w6, y4);
            if (TRows.Value > 5 && TTaps.Value > 5) y5 = TLanes.MultiplyAdd(v, w5, y5);
            if (TRows.Value > 6 && TTaps.Value > 4) y6 = TLanes.MultiplyAdd(v, w4, y6);
            if (TRows.Value > 7 && TTaps.Value > 3) y7 = TLanes.MultiplyAdd(v, w3, y7);
        }

        if (TRows.Value + TTaps.Value > 12)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 5 && TTaps.Value > 6) y5 = TLanes.MultiplyAdd(v, w6, y5);
            if (TRows.Value > 6 && TTaps.Value > 5) y6 = TLanes.MultiplyAdd(v, w5, y6);
            if (TRows.Value > 7 && TTaps.Value > 4) y7 = TLanes.MultiplyAdd(v, w4, y7);
        }

        if (TRows.Value + TTaps.Value > 13)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 6 && TTaps.Value > 6) y6 = TLanes.MultiplyAdd(v, w6, y6);
            if (TRows.Value > 7 && TTaps.Value > 5) y7 = TLanes.MultiplyAdd(v, w5, y7);
        }

        if (TRows.Value + TTaps.Value > 14)
        {
            v = TLanes.Load(x += rowStep);
            if (TRows.Value > 7 && TTaps.Value > 6) y7 = TLanes.MultiplyAdd(v, w6, y7);
        }
    }
}
