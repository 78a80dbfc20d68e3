using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// The definition with vectors of columns on strips of rows: a row that is loaded meets every tap of a filter's column, for a few output channels
/// (see <see cref="Kernels.StripTileArguments"/>). For groups of few channels, where loads and not multiply-adds are what takes time.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images take narrower ones.</param>
internal sealed class StripsConvolution(int lanes) : IConvAlgorithm
{
    private const double MostBandFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => "strips";

    public string Reason => "few channels a group: a row that is loaded serves a column of taps on several output rows and channels";

    public string? Refusal(Conv2dShape shape)
    {
        var spec = shape.Spec;
        double window = (double)spec.Dilation.Height * (spec.KernelSize.Height - 1) + 1;
        double columns = shape.OutWidth * (double)spec.Stride.Width + (double)spec.Dilation.Width * (spec.KernelSize.Width - 1) + 1;
        double thinnestBand = (window + 16 * (double)spec.Stride.Height * spec.Dilation.Height) * columns * spec.InChannelsPerGroup;
        double plane = Math.Max(shape.InHeight * (double)shape.InWidth, shape.OutHeight * (double)shape.OutWidth);
        double taps = (double)spec.KernelSize.Height * spec.KernelSize.Width * spec.InChannelsPerGroup;
        if (thinnestBand > MostBandFloats)
            return string.Create(CultureInfo.InvariantCulture, $"the padded rows that a band of output rows reads have {thinnestBand:0} elements");
        return plane > MostPlaneFloats || taps > MostPlaneFloats ? "a plane or a filter has more than a thousand million elements" : null;
    }

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        var rows = new LineMap((int)shape.InHeight, (int)shape.OutHeight, spec.KernelSize.Height, spec.Stride.Height, spec.Dilation.Height, shape.Padding.Top, spec.PaddingMode);
        var tiling = StripTiling.Choose(lanes, rows, spec.InChannelsPerGroup, spec.OutChannelsPerGroup, spec.KernelSize.Width, (int)shape.OutHeight, (int)shape.OutWidth);
        return shape.Batch * spec.Groups * tiling.Cycles;
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads) => new Prepared(new StripsBlocking(shape, lanes, threads));

    private sealed class Prepared(StripsBlocking blocking) : IPreparedConv
    {
        private readonly StripsRun _run = new(blocking);
        private readonly StripsPacking _packing = new(blocking);

        public int Threads => blocking.Threads;

        public long ScratchFloats => blocking.Threads * blocking.ThreadFloats;

        public long PackedFloats => blocking.PackedFloats;

        public TileUse Use => blocking.Use;

        public string Blocking => string.Create(
            CultureInfo.InvariantCulture,
            $"tiles of {(blocking.Shape.Spec.OutChannelsPerGroup + blocking.Tiling.Blocks - 1) / blocking.Tiling.Blocks} channels × {blocking.Tiling.Rows} rows × {blocking.Tiling.Lanes} columns, runs of {blocking.Tiling.Runs.Taps} taps, bands of {blocking.BandRows} rows, {blocking.Items} {(blocking.Items == 1 ? "item" : "items")}");

        public void Pack(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_packing, buffers, _packing.Items, blocking.PackedFloats < 16 * 1024 ? 1 : blocking.Threads, cancellation);

        public void Run(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_run, buffers, blocking.Items, blocking.Threads, cancellation);
    }
}
