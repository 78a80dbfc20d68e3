using System.Globalization;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms.Spread;

/// <summary>
/// A whole transposed convolution whose columns have stride 2, with few channels a group. Even and odd columns are summed in separate
/// registers and interleaved when they are stored. As separate parts, the input would be read once per remainder, and each output would be
/// written and read once more. The weight tensor is read directly.
/// </summary>
/// <param name="lanes">The most lanes of a vector: 16, 8, 4 or 1; narrow images use narrower vectors.</param>
internal sealed class SpreadConvolution(int lanes) : IConvAlgorithm
{
    // With more channels, separate parts are faster: their tiles use a loaded pixel for several output channels.
    private const int MostChannels = 2;

    private const double MostFloats = 1 << 26;

    private const string Kind =
        "it computes transposed layers with stride 2 and dilation 1 along the columns and 1 or 2 input channels a group";

    public string Name => "spread";

    public string Reason => "even and odd columns are summed side by side: each pixel is read once, each output written once";

    public Offer Offer(ImageProblem problem, int threads) => new Refused(Kind, IsShown: false);

    public Offer? OfferWhole(ConvShape shape, int threads)
    {
        var spec = shape.Spec;
        if (!spec.Transposed || spec.Dims > 2 || spec.Stride[^1] != 2 || spec.Dilation[^1] != 1 || spec.InChannelsPerGroup > MostChannels)
            return new Refused(Kind);
        double rows = spec.Dims == 1 ? 1 : Math.Max(shape.InSize[0], shape.OutSize[0] * (double)spec.KernelSize[0]);
        double columns = Math.Max(shape.InSize[^1], shape.OutSize[^1]) + spec.KernelSize[^1] + (double)shape.Padding.Before[^1];
        if (rows * columns * spec.InChannelsPerGroup > MostFloats || ConvCost.WeightElements(spec) > MostFloats)
            return new Refused("its planes or its weight have too many elements");
        // No multiply-add has an inserted zero as a factor: even and odd columns each use only their own taps.
        double cycles = ConvCost.Of(shape).Macs / (lanes * MachineCosts.Of(lanes).MultiplyAddsACycle);
        return Offered.Once(cycles, () => Prepare(shape, new SpreadBlocking(shape, lanes, threads)));
    }

    private static PreparedItems Prepare(ConvShape shape, SpreadBlocking b)
    {
        var cost = ConvCost.Of(shape);
        string tiles = PreparedItems.Count(Math.Min(b.VectorColumns.Length, SpreadTiles.MostVectors), "vector");
        return new PreparedItems((new SpreadRun(b), b.Items), b.Threads, b.ThreadFloats)
        {
            Use = new TileUse(
                Math.Max(1, b.Macs), cost.InputBytes + cost.OutputBytes + cost.ParameterBytes, "input, weight and output once"),
            Blocking = string.Create(
                CultureInfo.InvariantCulture,
                $"tiles of {tiles} of {2 * b.Lanes} columns, {PreparedItems.Shares(b.BandRows, b.Items)}"),
        };
    }
}
