using GroupConv.Core.Kernels;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>Cycles that the pointwise algorithm takes for some pixels of a group.</summary>
/// <param name="problem">The problem.</param>
/// <param name="lanes">Lanes of a vector.</param>
internal sealed class PointwiseCycles(ImageProblem problem, int lanes)
{
    // To put a pixel in its place, for each input channel; to put an output down, or take it up again.
    private const double CyclesOfPixel = .3;
    private const double CyclesOfOutput = .1;

    private readonly int _inChannels = problem.InChannels;
    private readonly int _outChannels = problem.OutChannels;

    /// <summary>The multiply-adds of all output channels.</summary>
    public double OfTiles(double pixels)
    {
        int channels = PixelTiles.MostChannels(lanes), blocks = (_outChannels + channels - 1) / channels;
        channels = (_outChannels + blocks - 1) / blocks;
        int vectors = PixelTiles.MostVectors(channels);
        // Where pixels stand in whole vectors of their own, no load crosses a cache line.
        double load = _outChannels >= 32 ? 1 : VectorUnit.UnalignedLoad(lanes);
        double tiles = Math.Floor(pixels / (vectors * lanes)) * VectorUnit.TapCycles(lanes, channels * vectors, channels + vectors * load);
        double left = pixels % (vectors * lanes);
        if (left >= lanes)
            tiles += VectorUnit.TapCycles(lanes, channels * Math.Floor(left / lanes), channels + Math.Floor(left / lanes) * load);
        for (left %= lanes; left > 0; left -= left >= 8 ? 8 : left >= 4 ? 4 : 1)
            tiles += VectorUnit.TapCycles(8, channels, channels + 1);
        return tiles * blocks * _inChannels;
    }

    /// <summary>Pixels put in their places.</summary>
    public double OfCopies(double pixels) =>
        _outChannels >= 32 || !problem.HasUnitStride || !problem.IsUnpadded ? pixels * CyclesOfPixel * _inChannels : 0;

    /// <summary>Outputs put down, and taken up again for each block of input channels.</summary>
    public double OfOutputs(double pixels) =>
        pixels * CyclesOfOutput * (2 * Math.Ceiling((double)_inChannels / PointwiseBlocking.BlockTaps) - 1) * _outChannels;
}
