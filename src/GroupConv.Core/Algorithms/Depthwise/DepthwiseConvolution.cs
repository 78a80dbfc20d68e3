using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Depthwise;

/// <summary>
/// groups = in_channels: every output channel reads one padded plane, split by the stride. A tile is a vector of columns on up to 8 rows, so that
/// each row that is loaded serves all taps of a filter's column (see <see cref="RowTileArguments"/>).
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images take narrower ones.</param>
internal sealed class DepthwiseConvolution(int lanes) : IConvAlgorithm
{
    // With more filters a channel, tiles of several output channels reuse a row as often, and the weights more often.
    private const int MostMultiplier = 3;

    // Offsets are ints, and a thread's planes should be no burden on a small machine.
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "depthwise";

    public string Reason => "each group reads one channel: a row of it serves a column of taps on several output rows";

    public string? Refusal(Conv2dShape shape)
    {
        if (shape.Layout is not null)
            return "images that are slices of a volume do not stand one behind the other";
        var spec = shape.Spec;
        if (!spec.IsDepthwise)
            return string.Create(CultureInfo.InvariantCulture, $"each group reads {spec.InChannelsPerGroup} channels, not 1");
        if (spec.Multiplier > MostMultiplier)
            return string.Create(CultureInfo.InvariantCulture, $"its {spec.Multiplier} filters a channel share tiles better");
        double window = (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double thinnestBand = (window + DepthwiseBlocking.LeastBandRows * (double)spec.Stride.Height) * columns;
        if (thinnestBand > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that a band of output rows reads have {thinnestBand:0} elements");
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width;
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }

    public double Cycles(Conv2dShape shape) => 0;

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(new DepthwiseBlocking(shape, lanes, threads));

    private sealed class Prepared(DepthwiseBlocking blocking) : IPreparedConv
    {
        private readonly DepthwiseRun _run = new(blocking, new DepthwiseTables(blocking));

        public int Threads => blocking.Threads;

        public long ScratchFloats => blocking.Threads * blocking.ThreadFloats;

        public long PackedFloats => 0;

        public string Blocking => string.Create(
            CultureInfo.InvariantCulture,
            $"tiles of {blocking.TileRows} {(blocking.TileRows == 1 ? "row" : "rows")} × {blocking.Lanes} columns, runs of {blocking.RunTaps} {(blocking.RunTaps == 1 ? "tap" : "taps")}, {blocking.BlockChannels} {(blocking.BlockChannels == 1 ? "channel" : "channels")} a block, bands of {blocking.BandRows} {(blocking.BandRows == 1 ? "row" : "rows")}, {blocking.Items} {(blocking.Items == 1 ? "item" : "items")}");

        public TileUse Use => _run.Use;

        public void Pack(in ConvBuffers buffers, Cancellation cancellation)
        {
        }

        public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_run, buffers, blocking.Items, blocking.Threads, cancellation);
    }
}
