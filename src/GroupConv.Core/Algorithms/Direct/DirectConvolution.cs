using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Direct;

/// <summary>
/// The definition with vectors of output pixels. Input channels are laid out in padded planes, split by the stride; from there a table of
/// tap offsets makes every kernel size, stride, dilation and padding mode the same loop (see <see cref="TileArguments"/>).
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
internal sealed class DirectConvolution(int lanes) : IConvAlgorithm
{
    // Offsets are ints, and a thread's planes should be no burden on a small machine.
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "direct";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"vectors of {lanes} output pixels on padded planes, no matrix of patches");

    public string? Refusal(Conv2dShape shape)
    {
        var spec = shape.Spec;
        double window = (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double thinnestBand = (window + 3 * (double)spec.Stride.Height) * columns * spec.InChannelsPerGroup;
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width * spec.InChannelsPerGroup;
        if (thinnestBand > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that one output row reads have {thinnestBand:0} elements");
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        double taps = (double)spec.InChannelsPerGroup * spec.KernelSize.Height * spec.KernelSize.Width;
        var tiling = PixelTiling.Choose(lanes, spec.OutChannelsPerGroup, (int)shape.OutHeight, (int)shape.OutWidth, DirectBlocking.PlaneWidth(shape), taps > DirectBlocking.BlockTaps);
        return shape.Batch * spec.Groups * tiling.Cycles * taps + shape.OutputElements * tiling.CyclesOfOutput;
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(new DirectBlocking(shape, lanes, threads));

    private sealed class Prepared(DirectBlocking blocking) : IPreparedConv
    {
        private readonly DirectRun _run = new(blocking, new DirectTables(blocking));

        public int Threads => blocking.Threads;

        public long ScratchFloats => blocking.Threads * blocking.ThreadFloats;

        public long PackedFloats => 0;

        public TileUse Use => blocking.Use;

        public string Blocking => string.Create(
            CultureInfo.InvariantCulture,
            $"tiles of {Math.Min(PixelTiles.MostChannels(blocking.Lanes), blocking.OutChannels)} channels × {blocking.Vectors} vectors of {blocking.Lanes} pixels, {blocking.InBlock} input channels a block, bands of {blocking.BandRows} rows, {blocking.Items} {(blocking.Items == 1 ? "item" : "items")}");

        public void Pack(in ConvBuffers buffers, Cancellation cancellation)
        {
        }

        public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_run, buffers, blocking.Items, blocking.Threads, cancellation);
    }
}
