using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>Estimated cycles of the pointwise algorithm for some pixels of a group.</summary>
/// <param name="problem">The problem.</param>
/// <param name="lanes">Lanes of a vector.</param>
internal sealed class PointwiseCycles(ImageProblem problem, int lanes)
{
    private readonly MachineCosts _costs = MachineCosts.Of(lanes);
    private readonly int _inChannels = problem.InChannels;
    private readonly int _outChannels = problem.OutChannels;

    // With one channel a group, there are too few multiply-adds to hide the copy of strided pixels.
    private double Copy => problem.IsDepthwise && !problem.HasUnitStride ? _costs.PhaseFloat : _costs.PointwisePixel;

    /// <summary>Cycles of all pixels of a group of an image.</summary>
    public double OfGroup
    {
        get
        {
            double pixels = problem.OutPlane;
            return OfTiles(pixels) + OfCopies(pixels) + OfOutputs(pixels) + _costs.GroupStart;
        }
    }

    /// <summary>Cycles of the multiply-adds of all output channels.</summary>
    public double OfTiles(double pixels)
    {
        int blocks = EvenParts.Ceiling(_outChannels, PixelTiles.MostChannels(lanes)), channels = EvenParts.Ceiling(_outChannels, blocks);
        int vectors = PixelTiles.MostVectors(channels);
        // Copied pixels are in whole aligned vectors, so no load crosses a cache line.
        double load = _outChannels >= 32 ? 1 : _costs.UnalignedLoad;
        double tiles = Math.Floor(pixels / (vectors * lanes)) * _costs.TapCycles(channels * vectors, channels + vectors * load);
        double left = pixels % (vectors * lanes);
        if (left >= lanes)
            tiles += _costs.TapCycles(channels * Math.Floor(left / lanes), channels + Math.Floor(left / lanes) * load);
        for (left %= lanes; left > 0; left -= left >= 8 ? 8 : left >= 4 ? 4 : 1)
            tiles += MachineCosts.Of(8).TapCycles(channels, channels + 1);
        return tiles * blocks * _inChannels;
    }

    /// <summary>Cycles to copy pixels.</summary>
    public double OfCopies(double pixels) =>
        _outChannels >= 32 || !problem.HasUnitStride || !problem.IsUnpadded ? pixels * Copy * _inChannels : 0;

    /// <summary>Cycles to store the outputs, and to load them again for each further block of input channels.</summary>
    public double OfOutputs(double pixels) =>
        pixels * _costs.PointwiseOutput * (2 * Math.Ceiling((double)_inChannels / PointwiseBlocking.BlockTaps) - 1) * _outChannels;
}
