using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channelwise;

/// <summary>
/// groups = in_channels, as many channels a vector as it has lanes: planes are transposed on their way into the cache, so that no lane is
/// wasted on a narrow image, every load is aligned, and strides and dilations are mere offsets. Outputs are transposed back.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; few channels take narrower ones.</param>
internal sealed class ChannelwiseConvolution(int lanes) : IConvAlgorithm
{
    private const int LeastLanes = 8;

    // Measured, in vector operations: transposing an input and an output, taking an input apart.
    private const int Transposing = 12;
    private const int TakingApart = 14;

    // Fewer are packed sooner than a worker is woken.
    private const int LeastSharedFloats = 1 << 15;

    // Offsets are ints, and a thread's planes should be no burden on a small machine.
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "channelwise";

    public string Reason => "each group reads one channel: the lanes of a vector are channels, and no load is unaligned";

    public string? Refusal(Conv2dShape shape)
    {
        var spec = shape.Spec;
        if (!spec.IsDepthwise)
            return string.Create(CultureInfo.InvariantCulture, $"each group reads {spec.InChannelsPerGroup} channels, not 1");
        if (lanes < LeastLanes)
            return "transposing wants vectors of 8 lanes or more";
        if (spec.InChannels < LeastLanes)
            return string.Create(CultureInfo.InvariantCulture, $"{spec.InChannels} channels do not fill a vector");
        double window = (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double thinnestBand = (window + 2 * ChannelwiseBlocking.LeastBandRows * (double)spec.Stride.Height) * columns * lanes;
        if (thinnestBand > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that a band of output rows reads have {thinnestBand:0} elements");
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width;
        return plane > MostPlaneFloats || taps * lanes > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }

    public double Cycles(Conv2dShape shape) => IsSlower(shape) ? double.PositiveInfinity : 0;

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(new ChannelwiseBlocking(shape, LanesOf(shape), threads));

    /// <summary>
    /// Whether row tiles, whose lanes are pixels, take less time: vector operations an output vector, half of them a cycle. Theirs grow where rows
    /// do not fill vectors, where taps lie across so that no loaded row serves another (and a load of n lanes crosses a cache line n times out of 16), and
    /// where strides make them take rows apart.
    /// </summary>
    private bool IsSlower(Conv2dShape shape)
    {
        var spec = shape.Spec;
        int ofChannels = LanesOf(shape), ofPixels = lanes;
        while (ofPixels > 4 && shape.OutWidth <= ofPixels / 2)
            ofPixels /= 2;
        int taps = spec.KernelSize.Height * spec.KernelSize.Width;
        double fullRows = Math.Ceiling(shape.OutWidth / (double)ofPixels) * ofPixels / shape.OutWidth;
        var down = new TileAxis((int)shape.OutHeight, (int)shape.OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, 0, 0, 0);
        double loads = TileAxis.LoadsPerMacOf(down.Outputs, down.RunTaps) * (1 + ofPixels / 16.0);
        double rowTiles = taps * fullRows * lanes / ofPixels * Math.Max(1, loads);
        if (spec.Stride.Width > 1)
            rowTiles += TakingApart * spec.Stride.Height * spec.Stride.Width;
        double fullBlocks = Math.Ceiling(spec.InChannels / (double)ofChannels) * ofChannels / spec.InChannels;
        return rowTiles < (taps + Transposing) * fullBlocks * lanes / ofChannels;
    }

    private int LanesOf(Conv2dShape shape)
    {
        int narrower = lanes;
        while (narrower > shape.Spec.InChannels)
            narrower /= 2;
        return narrower;
    }

    private sealed class Prepared(ChannelwiseBlocking blocking) : IPreparedConv
    {
        private readonly ChannelwiseRun _run = new(blocking, new ChannelwiseTables(blocking));
        private readonly ChannelwiseWeights _weights = new(blocking);

        public int Threads => blocking.Threads;

        public long ScratchFloats => blocking.Threads * blocking.ThreadFloats;

        public long PackedFloats => blocking.PackedFloats;

        public string Blocking
        {
            get
            {
                var along = blocking.Along;
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"tiles of {along.TileOutputs} {(along.TileOutputs == 1 ? "pixel" : "pixels")} × {blocking.Lanes} channels, runs of {along.RunTaps} {(along.RunTaps == 1 ? "tap" : "taps")}, bands of {blocking.BandRows} {(blocking.BandRows == 1 ? "row" : "rows")}, {blocking.Items} {(blocking.Items == 1 ? "item" : "items")}");
            }
        }

        public TileUse Use => _run.Use;

        public void Pack(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_weights, buffers, blocking.ChannelBlocks, blocking.PackedFloats < LeastSharedFloats ? 1 : blocking.Threads, cancellation);

        public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_run, buffers, blocking.Items, blocking.Threads, cancellation);
    }
}
