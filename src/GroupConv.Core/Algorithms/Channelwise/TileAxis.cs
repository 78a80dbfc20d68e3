using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// One dimension of the image as tiles see it: what a step along it is in each buffer, and which taps share loaded pixels.
/// </summary>
internal sealed class TileAxis
{
    /// <summary>An axis.</summary>
    /// <param name="outputs">Outputs along it.</param>
    /// <param name="leastOutputs">As few as there could be with any number of threads: the order of a sum must not depend on that.</param>
    /// <param name="kernelSize">Taps along it.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="dilation">The dilation.</param>
    /// <param name="before">Zeros before the plane, which are not laid out.</param>
    /// <param name="places">Places of the plane: before and behind them are zeros.</param>
    /// <param name="sourceStep">From one place of a plane to the next.</param>
    /// <param name="destinationStep">From one output to the next.</param>
    /// <param name="weightStep">From the weight of a tap to the next one's.</param>
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

        // Output r reads r · s + k · d for tap k: the same pixel for tap k + s / g of the output d / g before, where g = gcd(s, d).
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

    /// <summary>Places from what an output reads to what the next one reads.</summary>
    public int Stride { get; }

    /// <summary>Places from one tap to the next.</summary>
    public int Dilation { get; }

    /// <summary>Zeros before the plane, which are not laid out.</summary>
    public int Before { get; }

    /// <summary>Places of the plane: before and behind them are zeros.</summary>
    public int Places { get; }

    /// <summary>From one place of the plane to the next, in floats.</summary>
    public int SourceStep { get; }

    /// <summary>From one output to the next, in floats.</summary>
    public int DestinationStep { get; }

    /// <summary>From the weight of a tap to the next one's, in floats.</summary>
    public int WeightStep { get; }

    /// <summary>Taps between neighbouring taps of a run.</summary>
    public int RunStride { get; }

    /// <summary>Outputs between neighbouring outputs of a tile.</summary>
    public int TileStride { get; }

    /// <summary>Runs that the taps of one phase are cut into.</summary>
    public int Runs { get; }

    /// <summary>Taps of a full run; the others have one less.</summary>
    public int RunTaps { get; }

    /// <summary>
    /// Outputs of a tile. The last tile of a line ends where the line ends, and computes some outputs again, to the same bits.
    /// </summary>
    public int TileOutputs { get; }

    /// <summary>The taps of an output that read the plane.</summary>
    public InsideTaps InsideOf(int output) => InsideTaps.Of(PlaceOf(output), KernelSize, Dilation, Places);

    /// <summary>The place that the first tap of an output reads; it may be before the first one.</summary>
    public int PlaceOf(int output) => output * Stride - Before;

    /// <summary>Loads of a tile for each of its multiply-adds, about.</summary>
    /// <param name="outputs">Outputs along its axis.</param>
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

    /// <summary>The runs: their first tap and how many taps they have.</summary>
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
