using System.Globalization;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>
/// Winograd's minimal filtering for 3×3 filters. A tile of m × m outputs takes (m + 2)² multiplications a channel instead of 9m². It needs
/// transforms of the tiles before and after, and rounds more. Source: A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural
/// Networks, 2015.
/// </summary>
/// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
/// <param name="outputs">m: output rows and columns of a tile, 2 or 4; null to choose it for each problem.</param>
internal sealed class WinogradConvolution(int lanes, int? outputs) : IConvAlgorithm
{
    private const int LeastChannels = 4;
    private const int PayingChannels = 32;

    // Cost of a float of the weight that comes from the third-level cache, in multiply-adds, at 14 bytes a cycle.
    // A constant rather than a cost of the machine, because m depends on it, and so do the bits of the output.
    private const int WeightTiles = 9;

    // Offsets within a block of tiles are 32-bit integers, and its memory should fit a small machine.
    private const double MostBlockFloats = 1 << 26;
    private const double MostPlaneFloats = 1 << 30;

    public string Name => outputs is null ? "winograd" : $"winograd-{outputs}x{outputs}";

    public string Reason => "tiles of outputs with fewer multiplications than a direct sum";

    /// <summary>
    /// Chooses m. Larger tiles have fewer multiplications but four times as many weights as taps, so they pay off only for enough tiles.
    /// The choice depends neither on threads nor on lanes, because it determines the bits of the output.
    /// </summary>
    public int Outputs(ImageProblem problem)
    {
        return outputs ?? (Cost(4) < Cost(2) ? 4 : 2);

        double Cost(int m)
        {
            double tiles = (double)problem.Batch * ((problem.Rows.Out + m - 1) / m) * ((problem.Columns.Out + m - 1) / m);
            return (m + 2) * (m + 2) * (tiles + WeightTiles);
        }
    }

    public Offer Offer(ImageProblem problem, int threads)
    {
        if (Refusal(problem) is { } refusal)
            return new Refused(refusal, IsShown: false);
        int m = Outputs(problem);
        // Only the products of transformed tiles are counted.
        double tiles = problem.GroupImages * ((problem.Rows.Out + m - 1) / m) * ((problem.Columns.Out + m - 1) / m);
        double products = tiles * (m + 2) * (m + 2) * problem.InChannels * problem.OutChannels;
        double cycles = products / (lanes * MachineCosts.Of(lanes).MultiplyAddsACycle);
        return new AskFor(
            Reservation(problem, m), Offered.Once(cycles, () => new Prepared(new WinogradBlocking(problem, lanes, m, threads))));
    }

    /// <summary>Whether groups have enough channels for the transforms to pay off.</summary>
    public static bool Pays(ImageProblem problem) => Math.Min(problem.InChannels, problem.OutChannels) >= PayingChannels;

    private static string Reservation(ImageProblem problem, int m)
    {
        if (!Pays(problem))
            return string.Create(CultureInfo.InvariantCulture, $"it pays off from {PayingChannels} channels a group");
        return m == 4 ? "it is faster, but rounds more" : "it is faster, but its weight must be transformed first";
    }

    private string? Refusal(ImageProblem problem)
    {
        if (!problem.HasDenseImages)
            return "slices of a volume are not contiguous in memory";
        if (!problem.HasFilter(3) || !problem.HasUnitStride || !problem.HasDilation(1))
            return "it computes kernel_size=3, stride=1, dilation=1";
        int channels = Math.Min(problem.InChannels, problem.OutChannels);
        if (channels < LeastChannels)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"groups of {channels} {(channels == 1 ? "channel" : "channels")} save less than the transforms of tiles cost");
        }

        int m = Outputs(problem);
        double block = 64.0 * (m + 2) * (m + 2) * Math.Max(problem.InChannels, problem.OutChannels);
        double rows = (problem.Columns.Out + 8.0) * (m + 2);
        double plane = Math.Max(problem.InPlane, (double)problem.OutPlane);
        return block > MostBlockFloats || rows > MostBlockFloats || plane > MostPlaneFloats
            ? "a plane or a block of tiles has too many elements"
            : null;
    }

    private sealed class Prepared : IPreparedConv
    {
        private readonly WinogradBlocking _b;
        private readonly WinogradPacking _packing;
        private readonly WinogradUnits _units;
        private readonly WinogradTransforms _transforms;
        private readonly WinogradProducts _products;

        public Prepared(WinogradBlocking blocking)
        {
            _b = blocking;
            var input = new WinogradInput(blocking);
            var output = new WinogradOutput(blocking);
            _packing = new WinogradPacking(blocking);
            _units = new WinogradUnits(blocking, input, output);
            _transforms = new WinogradTransforms(blocking, input);
            _products = new WinogradProducts(blocking, output);
        }

        public int Threads => _b.Threads;

        public long ScratchFloats => _b.SharedFloats + _b.Threads * _b.ThreadFloats;

        public long PackedFloats => _b.PackedFloats;

        public TileUse Use => _b.Use;

        public double? Error => WinogradError.OfLargest(_b.Problem, _b.Outputs);

        public string Blocking
        {
            get
            {
                string blocks = PreparedItems.Count(_b.Blocks, "block"), vectors = PreparedItems.Count(_b.VectorsOf(0), "vector");
                string shared = _b.IsShared ? "transformed tiles shared by all threads, " : "";
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_b.Tiles} tiles of {_b.Outputs}×{_b.Outputs} in {blocks}, ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"products in register tiles of {vectors} of {_b.Lanes} channels × {_b.NumbersOfTile} tiles, ")
                    + shared + PreparedItems.Count(_b.Items, "item");
            }
        }

        public void Pack(in ConvBuffers buffers, Cancellation cancellation) =>
            WorkerPool.Run(_packing, buffers, _packing.Items, _b.Threads, cancellation);

        public void Run(in ConvBuffers buffers, Cancellation cancellation)
        {
            if (!_b.IsShared)
            {
                WorkerPool.Run(_units, buffers, _b.Items, _b.Threads, cancellation);
                return;
            }

            WorkerPool.Run(_transforms, buffers, _b.Units * _b.InParts, _b.Threads, cancellation);
            WorkerPool.Run(_products, buffers, _b.Items, _b.Threads, cancellation);
        }
    }
}
