using System.Globalization;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Parts.Spread;

/// <summary>
/// A transposed convolution whose columns have stride 2, with few channels a group, in one: even and odd columns are summed side by side, and take their turns in registers. Parts
/// (<see cref="PartsConv"/>) would read the input once for each remainder, and write and read each output once more. It reads the weight as it stands.
/// </summary>
internal static class SpreadConv
{
    /// <summary>What plans call it.</summary>
    public const string Name = "spread";

    public const string Why = "even and odd columns are summed side by side: each pixel is read once, each output written once";

    // With more channels, parts have tiles that use a loaded pixel for several output channels.
    private const int MostChannels = 2;

    private const double MostFloats = 1 << 26;

    /// <summary>Plans it.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1.</param>
    /// <param name="threads">How many threads may share a run.</param>
    /// <returns>Null where the layer is another kind, or too large.</returns>
    public static IPreparedConv? For(ConvShape shape, int lanes, int threads)
    {
        var spec = shape.Spec;
        if (!spec.Transposed || spec.Dims > 2 || spec.Stride[^1] != 2 || spec.Dilation[^1] != 1 || spec.InChannelsPerGroup > MostChannels)
            return null;
        double rows = spec.Dims == 1 ? 1 : Math.Max(shape.InSize[0], shape.OutSize[0] * (double)spec.KernelSize[0]);
        double columns = Math.Max(shape.InSize[^1], shape.OutSize[^1]) + spec.KernelSize[^1] + (double)shape.Padding.Before[^1];
        if (rows * columns * spec.InChannelsPerGroup > MostFloats || ConvCost.WeightElements(spec) > MostFloats)
            return null;
        var b = new SpreadBlocking(shape, lanes, threads);
        var cost = ConvCost.Of(shape);
        return new PreparedItems((new SpreadRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = new TileUse(Math.Max(1, b.Macs), cost.InputBytes + cost.OutputBytes + cost.ParameterBytes, "input, weight and output once"),
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {PreparedItems.Count(Math.Min(b.VectorColumns.Length, SpreadTiles.MostVectors), "vector")} of {2 * b.Lanes} columns, bands of {PreparedItems.Count(b.BandRows, "row")}, {PreparedItems.Count(b.Items, "item")}"),
        };
    }
}
