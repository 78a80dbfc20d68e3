using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Pointwise;

/// <summary>
/// 1×1 filters: a product of matrices for each group, filters × pixels. Pixels that the stride touches stand one behind the other, so that it does not matter
/// where rows end (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class PointwiseConvolution(int lanes) : IConvAlgorithm
{
    private const double MostRowFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    // To put a pixel in its place, for each input channel; to put an output down, or take it up again.
    private const double CyclesOfPixel = .3;
    private const double CyclesOfOutput = .1;

    public string Name => "pointwise";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"1×1 filters: filters times vectors of {lanes} pixels, whatever the image's width");

    public string? Refusal(Conv2dShape shape)
    {
        var spec = shape.Spec;
        if (spec.KernelSize != 1)
            return string.Create(CultureInfo.InvariantCulture, $"the kernel is {spec.KernelSize.Height}×{spec.KernelSize.Width}, not 1×1");
        double row = Math.Max(3 * 16, (double)shape.OutWidth) * 3 * spec.InChannelsPerGroup;
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        return row > MostRowFloats || plane > MostPlaneFloats
            ? string.Create(CultureInfo.InvariantCulture, $"some rows of pixels have {row:0} elements over all channels")
            : null;
    }

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        int channels = PixelTiles.MostChannels(lanes), blocks = (spec.OutChannelsPerGroup + channels - 1) / channels;
        channels = (spec.OutChannelsPerGroup + blocks - 1) / blocks;
        int vectors = PixelTiles.MostVectors(channels);
        double pixels = shape.OutHeight * (double)shape.OutWidth;
        // Where pixels stand in whole vectors of their own, no load crosses a cache line.
        double load = spec.OutChannelsPerGroup >= 32 ? 1 : VectorUnit.UnalignedLoad(lanes);
        double tiles = Math.Floor(pixels / (vectors * lanes)) * VectorUnit.TapCycles(lanes, channels * vectors, channels + vectors * load);
        double left = pixels % (vectors * lanes);
        if (left >= lanes)
            tiles += VectorUnit.TapCycles(lanes, channels * Math.Floor(left / lanes), channels + Math.Floor(left / lanes) * load);
        for (left %= lanes; left > 0; left -= left >= 8 ? 8 : left >= 4 ? 4 : 1)
            tiles += VectorUnit.TapCycles(8, channels, channels + 1);
        double copies = spec.OutChannelsPerGroup >= 32 || spec.Stride != 1 || shape.Padding != Padding2d.Valid ? CyclesOfPixel : 0;
        double inBlocks = Math.Ceiling((double)spec.InChannelsPerGroup / PointwiseBlocking.BlockTaps);
        return shape.Batch * spec.Groups * (tiles * blocks * spec.InChannelsPerGroup + pixels * (copies * spec.InChannelsPerGroup + CyclesOfOutput * (2 * inBlocks - 1) * spec.OutChannelsPerGroup));
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads)
    {
        var b = new PointwiseBlocking(shape, lanes, threads);
        int channels = (b.OutChannels + b.Blocks - 1) / b.Blocks;
        return new PreparedItems((new PointwiseRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Vectors, "vector")} of {b.Lanes} pixels, {PreparedItems.Count(b.InBlock, "input channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
