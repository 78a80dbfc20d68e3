using System.Globalization;
using GroupConv.Core.Kernels.Pixels;
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
        var cycles = new PointwiseCycles(shape, lanes);
        double pixels = shape.OutHeight * (double)shape.OutWidth;
        return shape.Batch * shape.Spec.Groups * (cycles.OfTiles(pixels) + cycles.OfCopies(pixels) + cycles.OfOutputs(pixels));
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
