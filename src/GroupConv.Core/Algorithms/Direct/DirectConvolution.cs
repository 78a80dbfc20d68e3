using System.Globalization;
using GroupConv.Core.Kernels.Pixels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>
/// The definition with vectors of output pixels. Input channels are laid out in padded planes, split by the stride; from there a table of
/// tap offsets makes every kernel size, stride, dilation and padding mode the same loop (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class DirectConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "direct";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output pixels on padded planes, no matrix of patches");

    public string? Refusal(Conv2dShape shape) =>
        Limits.Refusal(shape, Limits.Window(shape.Spec) + 3 * (double)shape.Spec.Stride.Height, shape.Spec.InChannelsPerGroup);

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        if (spec.KernelSize == 1)
            return double.PositiveInfinity;
        double taps = (double)spec.InChannelsPerGroup * spec.KernelSize.Height * spec.KernelSize.Width;
        var tiling = PixelTiling.Choose(lanes, spec.OutChannelsPerGroup, (int)shape.OutHeight, (int)shape.OutWidth, DirectBlocking.PlaneWidth(shape), taps, taps > DirectBlocking.BlockTaps);
        double planes = DirectBlocking.ReadsInput(shape, tiling.IsFlat) ? 0 : PaddedPlanes.Cycles(LineMap.OfRows(shape), LineMap.OfColumns(shape), spec.InChannelsPerGroup, lanes);
        return shape.Batch * spec.Groups * (tiling.Cycles + planes);
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads)
    {
        var b = new DirectBlocking(shape, lanes, threads);
        int channels = (b.OutChannels + b.OutBlocks - 1) / b.OutBlocks;
        return new PreparedItems((new DirectRun(b, new DirectTables(b)), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Vectors, "vector")} of {b.Lanes} pixels, {PreparedItems.Count(b.InBlock, "input channel")} a block, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
