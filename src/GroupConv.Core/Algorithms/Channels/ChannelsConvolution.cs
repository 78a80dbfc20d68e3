using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Channels;

/// <summary>
/// The definition with vectors of output channels: a pixel's number meets the weights of many channels at once (see
/// <see cref="Kernels.ChannelTileArguments"/>), so that rows of any width fill their tiles, and what comes out is turned to planes at the end.
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class ChannelsConvolution(int lanes) : IConvAlgorithm
{
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "channels";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output channels: rows of any width fill their tiles");

    public string? Refusal(Conv2dShape shape)
    {
        var spec = shape.Spec;
        double window = (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double thinnestBand = (2 * window + 5 * (double)spec.Stride.Height) * columns * spec.InChannelsPerGroup;
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width * spec.InChannelsPerGroup;
        if (thinnestBand > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that one output row reads have {thinnestBand:0} elements");
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        var tiling = ChannelTiling.Choose(lanes, spec.OutChannelsPerGroup, (int)shape.OutHeight, (int)shape.OutWidth);
        double taps = (double)spec.InChannelsPerGroup * spec.KernelSize.Height * spec.KernelSize.Width;
        return shape.Batch * spec.Groups * tiling.Cycles * taps + shape.OutputElements * ChannelTiling.CyclesOfOutput;
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(new ChannelsBlocking(shape, lanes, threads));

    private sealed class Prepared(ChannelsBlocking blocking) : IPreparedConv
    {
        private readonly ChannelsRun _run = new(blocking);
        private readonly ChannelsPacking _packing = new(blocking);

        public int Threads => blocking.Threads;

        public long ScratchFloats => blocking.Threads * blocking.ThreadFloats;

        public long PackedFloats => blocking.PackedFloats;

        public TileUse Use => blocking.Use;

        public string Blocking => string.Create(
            CultureInfo.InvariantCulture,
            $"tiles of {blocking.Tiling.Blocks.Max()} vectors of {blocking.Lanes} channels × {blocking.Tiling.Rows} × {blocking.Tiling.Columns} pixels, {blocking.InBlock} input channels a block, bands of {blocking.BandRows} rows, {blocking.OutParts} parts, {blocking.Items} {(blocking.Items == 1 ? "item" : "items")}");

        public void Pack(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_packing, buffers, _packing.Items, blocking.PackedFloats < 16 * 1024 ? 1 : blocking.Threads, cancellation);

        public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_run, buffers, blocking.Items, blocking.Threads, cancellation);
    }
}
