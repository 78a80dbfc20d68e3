using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// groups = in_channels, as many channels a vector as it has lanes: planes are transposed on their way into the cache, so that no lane is
/// wasted on a narrow image, every load is aligned, strides and dilations are mere offsets, and taps that meet the zeros around an image are left out. Outputs are transposed back.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; few channels take narrower ones.</param>
internal sealed class ChannelwiseConvolution(int lanes) : IConvAlgorithm
{
    private const int LeastLanes = 8;

    // Measured, in cycles: a multiply-add of a vector, storing a vector of a row tile, taking a vector of inputs apart, and an output whose vectors are split as they
    // are loaded.
    private const double MultiplyAdd = .55;
    private const double Storing = 2.5;
    private const double TakingApart = 7;
    private const double Splitting = 15.5;

    public string Name => "channelwise";

    public string Reason => "each group reads one channel: the lanes of a vector are channels, and no load is unaligned";

    public string? Refusal(Conv2dShape shape)
    {
        if (shape.Layout is not null)
            return "images that are slices of a volume do not stand one behind the other";
        var spec = shape.Spec;
        if (!spec.IsDepthwise)
            return string.Create(CultureInfo.InvariantCulture, $"each group reads {spec.InChannelsPerGroup} channels, not 1");
        if (lanes < LeastLanes)
            return "transposing wants vectors of 8 lanes or more";
        if (spec.InChannels < LeastLanes)
            return string.Create(CultureInfo.InvariantCulture, $"{spec.InChannels} channels do not fill a vector");
        return Limits.Refusal(shape, Limits.Window(spec) + 2 * ChannelwiseBlocking.LeastBandRows * (double)spec.Stride.Height, lanes);
    }

    public double Cycles(Conv2dShape shape) => IsSlower(shape) ? double.PositiveInfinity : 0;

    public IPreparedConv Prepare(Conv2dShape shape, int threads)
    {
        var b = new ChannelwiseBlocking(shape, LanesOf(shape), threads);
        var run = new ChannelwiseRun(b, new ChannelwiseTables(b));
        var weights = new ChannelwiseWeights(b);
        return new PreparedItems((run, b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (weights, b.ChannelBlocks),
            PackedFloats = b.PackedFloats,
            PacksFilters = weights.TakesFilters,
            Use = run.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(b.Along.TileOutputs, "pixel")} × {b.Lanes} channels, runs of {PreparedItems.Count(b.Along.RunTaps, "tap")}, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }

    /// <summary>
    /// Whether row tiles, whose lanes are pixels, take less time: cycles for each image of an input channel. Theirs grow where rows
    /// do not fill vectors, where taps lie across so that no loaded row serves another (and a load of n lanes crosses a cache line n times out of 16), and
    /// where strides make them take rows apart.
    /// </summary>
    private bool IsSlower(Conv2dShape shape)
    {
        var spec = shape.Spec;
        int ofChannels = LanesOf(shape), ofPixels = lanes;
        while (ofPixels > 4 && shape.OutWidth <= ofPixels / 2)
            ofPixels /= 2;
        bool hasZerosAround = spec.PaddingMode == PaddingMode.Zeros;
        double taps = spec.KernelSize.Height * (double)spec.KernelSize.Width, rows = hasZerosAround ? NegativeZeros.RowShare(shape) : 1, columns = hasZerosAround ? NegativeZeros.ColumnShare(shape) : 1;
        var down = new TileAxis((int)shape.OutHeight, (int)shape.OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, 0, 0, 0, 0, 0);
        double loads = TileAxis.LoadsPerMacOf(down.Outputs, down.RunTaps) * (1 + ofPixels / 16.0);
        double vectors = shape.OutHeight * Math.Ceiling(shape.OutWidth / (double)ofPixels);
        double rowTiles = spec.Multiplier * (MultiplyAdd * taps * (spec.Stride == 1 ? rows : 1) * Math.Max(1, loads) + Storing);
        if (VectorSplit.Fits(spec))
            rowTiles = spec.Multiplier * Splitting;
        else if (spec.Stride.Width > 1)
            rowTiles += TakingApart * spec.Stride.Height * spec.Stride.Width;
        double outputs = shape.OutHeight * (double)shape.OutWidth * spec.Multiplier, inputs = shape.InHeight * (double)shape.InWidth;
        double fullBlocks = Math.Ceiling(spec.InChannels / (double)ofChannels) * ofChannels / spec.InChannels;
        double channelTiles = MultiplyAdd * taps * rows * columns * outputs + ChannelwiseBlocking.TranspositionCycles(ofChannels) * (inputs + outputs);
        return rowTiles * vectors < channelTiles * fullBlocks / ofChannels;
    }

    private int LanesOf(Conv2dShape shape)
    {
        int narrower = lanes;
        while (narrower > shape.Spec.InChannels)
            narrower /= 2;
        return narrower;
    }
}
