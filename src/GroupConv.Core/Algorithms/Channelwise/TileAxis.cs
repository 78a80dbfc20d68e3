using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>One dimension of the image, along or across the tiles: its step in each buffer, and which taps share loaded pixels.</summary>
internal sealed class TileAxis
{
    /// <summary>An axis.</summary>
    /// <param name="outputs">Outputs along it.</param>
    /// <param name="leastOutputs">
    /// The fewest outputs for any number of threads. It decides whether taps share loaded pixels, so the order of a sum does not depend on
    /// the number of threads.
    /// </param>
    /// <param name="kernelSize">Taps along it.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="dilation">The dilation.</param>
    /// <param name="before">Zeros before the plane; they are not laid out.</param>
    /// <param name="places">Length of the plane; beyond it are zeros.</param>
    /// <param name="sourceStep">From one pixel of a plane to the next.</param>
    /// <param name="destinationStep">From one output to the next.</param>
    /// <param name="weightStep">From one tap's weight to the next.</param>
    public TileAxis(
        int outputs,
        int leastOutputs,
        int kernelSize,
        int stride,
        int dilation,
        int before,
        int places,
        int sourceStep,
        int destinationStep,
        int weightStep)
    {
        Outputs = outputs;
        KernelSize = kernelSize;
        (Stride, Dilation, Before, Places, SourceStep) = (stride, dilation, before, places, sourceStep);
        DestinationStep = destinationStep;
        WeightStep = weightStep;

        // Output r and tap k read pixel r · s + k · d. With g = gcd(s, d), tap k + s / g of output r − d / g reads the same pixel.
        int common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(stride, dilation);
        bool shares = kernelSize > stride / common && leastOutputs > dilation / common;
        RunStride = shares ? stride / common : kernelSize;
        TileStride = shares ? dilation / common : 1;
        int mostTaps = (kernelSize - 1) / RunStride + 1;
        Runs = (mostTaps + RowTiles.MostTaps - 1) / RowTiles.MostTaps;
        RunTaps = (mostTaps + Runs - 1) / Runs;
        int leastPhase = outputs / TileStride, tiles = (leastPhase + RowTiles.MostOutputs - 1) / RowTiles.MostOutputs;
        TileOutputs = (leastPhase + tiles - 1) / tiles;
    }

    public int Outputs { get; }

    public int KernelSize { get; }

    /// <summary>Pixels from one output's window to the next.</summary>
    public int Stride { get; }

    /// <summary>Pixels from one tap to the next.</summary>
    public int Dilation { get; }

    /// <summary>Zeros before the plane; they are not laid out.</summary>
    public int Before { get; }

    /// <summary>Length of the plane; beyond it are zeros.</summary>
    public int Places { get; }

    /// <summary>From one pixel of the plane to the next, in floats.</summary>
    public int SourceStep { get; }

    /// <summary>From one output to the next, in floats.</summary>
    public int DestinationStep { get; }

    /// <summary>From one tap's weight to the next, in floats.</summary>
    public int WeightStep { get; }

    /// <summary>Distance, in taps, between neighbouring taps of a run.</summary>
    public int RunStride { get; }

    /// <summary>Distance, in outputs, between neighbouring outputs of a tile.</summary>
    public int TileStride { get; }

    /// <summary>Number of runs of the taps of one phase.</summary>
    public int Runs { get; }

    /// <summary>Taps of a full run; the others have one tap less.</summary>
    public int RunTaps { get; }

    /// <summary>
    /// Outputs of a tile. The last tile of a line is shifted to end at the line's end and computes some outputs twice, with the same bits.
    /// </summary>
    public int TileOutputs { get; }

    /// <summary>The taps of an output that read the plane.</summary>
    public InsideTaps InsideOf(int output) => InsideTaps.Of(PlaceOf(output), KernelSize, Dilation, Places);

    /// <summary>The pixel that the first tap of an output reads; negative if it lies before the plane.</summary>
    public int PlaceOf(int output) => output * Stride - Before;

    /// <summary>Approximate loads per multiply-add of a tile.</summary>
    /// <param name="outputs">Outputs along the tile's axis.</param>
    /// <param name="runTaps">Taps of a run.</param>
    public static double LoadsPerMacOf(int outputs, int runTaps)
    {
        double tile = Math.Min(outputs, RowTiles.MostOutputs);
        return (tile + 2 * runTaps - 1) / (tile * runTaps);
    }

    /// <summary>The first output of each tile.</summary>
    public IEnumerable<int> Tiles()
    {
        for (int phase = 0; phase < TileStride; phase++)
        {
            int count = (Outputs - phase - 1) / TileStride + 1;
            for (int tile = 0; tile < count; tile += TileOutputs)
                yield return phase + Math.Min(tile, count - TileOutputs) * TileStride;
        }
    }

    /// <summary>The runs: the first tap and the number of taps of each.</summary>
    public IEnumerable<(int First, int Taps)> TapRuns()
    {
        for (int phase = 0; phase < Math.Min(RunStride, KernelSize); phase++)
        {
            int taps = (KernelSize - phase - 1) / RunStride + 1;
            for (int run = 0; run < Runs; run++)
            {
                int start = taps * run / Runs, end = taps * (run + 1) / Runs;
                if (start < end)
                    yield return (phase + start * RunStride, end - start);
            }
        }
    }
}
