using System.Globalization;
using GroupConv.Core.Kernels.Strips;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Strips;

/// <summary>
/// The definition with vectors of columns on strips of rows: a row that is loaded meets every tap of a filter's column, for a few output channels
/// (see <see cref="Kernels.Strips.StripTileArguments"/>). For groups of few channels, where loads and not multiply-adds are what takes time.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images take narrower ones.</param>
internal sealed class StripsConvolution(int lanes) : IConvAlgorithm
{
    public string Name => "strips";

    public string Reason => "few channels a group: a row that is loaded serves a column of taps on several output rows and channels";

    public string? Refusal(Conv2dShape shape) => Limits.Refusal(
        shape, Limits.Window(shape.Spec) + 2.0 * StripTiles.MostRowsOfAll * shape.Spec.Stride.Height * shape.Spec.Dilation.Height, shape.Spec.InChannelsPerGroup);

    public double Cycles(Conv2dShape shape)
    {
        var spec = shape.Spec;
        LineMap rows = LineMap.OfRows(shape), columns = LineMap.OfColumns(shape);
        var tiling = StripTiling.Choose(lanes, rows, spec.InChannelsPerGroup, spec.OutChannelsPerGroup, spec.KernelSize.Width, (int)shape.OutHeight, (int)shape.OutWidth);
        double planes = StripsBlocking.CanReadInput(shape, lanes) ? 0 : PaddedPlanes.Cycles(rows, columns, spec.InChannelsPerGroup, lanes);
        return shape.Batch * spec.Groups * (tiling.Cycles + planes);
    }

    public IPreparedConv Prepare(Conv2dShape shape, int threads)
    {
        var b = new StripsBlocking(shape, lanes, threads);
        var packing = new StripsPacking(b);
        int channels = (shape.Spec.OutChannelsPerGroup + b.Tiling.Blocks - 1) / b.Tiling.Blocks;
        return new PreparedItems((new StripsRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Packing = (packing, packing.Items),
            PackedFloats = b.PackedFloats,
            Use = b.Use,
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(channels, "channel")} × {PreparedItems.Count(b.Tiling.Rows, "row")} × {b.Tiling.Lanes} columns, runs of {PreparedItems.Count(b.Tiling.Runs.Taps, "tap")}, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
