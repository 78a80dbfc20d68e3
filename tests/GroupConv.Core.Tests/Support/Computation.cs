using GroupConv.Core.Algorithms;
using GroupConv.Core.Algorithms.Channels;
using GroupConv.Core.Algorithms.Channelwise;
using GroupConv.Core.Algorithms.Depthwise;
using GroupConv.Core.Algorithms.Direct;
using GroupConv.Core.Algorithms.Pointwise;
using GroupConv.Core.Algorithms.Strips;
using GroupConv.Core.Algorithms.Winograd;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Parts;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>Runs algorithms of the table on plain arrays, in guarded memory.</summary>
internal static unsafe class Computation
{
    private static readonly ReferenceConvolution s_reference = new();

    // All rows of the table but the reference, and those written over lanes at every width that this machine computes with.
    private static readonly IReadOnlyList<(string Name, IConvAlgorithm Algorithm)> s_fast =
    [
        .. AlgorithmTable.Rows.Where(row => row is not ReferenceConvolution).Select(row => (row.Name, row)),
        ("winograd-4x4", new WinogradConvolution(VectorUnit.BestLanes, outputs: 4)),
        .. new[] { 1, 4, 8, 16 }.Where(lanes => lanes < VectorUnit.BestLanes).SelectMany(lanes => new (string, IConvAlgorithm)[]
        {
            ($"channelwise of {lanes} lanes", new ChannelwiseConvolution(lanes)),
            ($"depthwise of {lanes} lanes", new DepthwiseConvolution(lanes)),
            ($"pointwise of {lanes} lanes", new PointwiseConvolution(lanes)),
            ($"strips of {lanes} lanes", new StripsConvolution(lanes)),
            ($"channels of {lanes} lanes", new ChannelsConvolution(lanes)),
            ($"direct of {lanes} lanes", new DirectConvolution(lanes)),
            ($"winograd-4x4 of {lanes} lanes", new WinogradConvolution(lanes, outputs: 4)),
            ($"winograd-2x2 of {lanes} lanes", new WinogradConvolution(lanes, outputs: 2)),
        }),
    ];

    /// <summary>The algorithms to test that do not refuse a problem, at all widths.</summary>
    public static IEnumerable<(string Name, IConvAlgorithm Algorithm)> Fast(ImageProblem problem) =>
        s_fast.Where(fast => fast.Algorithm.Offer(problem, 1).Way is not null);

    public static float[] Reference(ImageProblem problem, Tensors tensors) => Run(s_reference, problem, tensors, 1, guardEnd: true);

    /// <summary>The definition for any number of dimensions.</summary>
    public static float[] Loops(ConvShape shape, Tensors tensors) => Run(new ReferenceLoops(shape), shape, tensors, guardEnd: true);

    public static float[] Run(IConvAlgorithm algorithm, ImageProblem problem, Tensors tensors, int threads, bool guardEnd) =>
        Run(algorithm.Offer(problem, threads).Way!.Build(problem.DenseFilters), problem.OutputElements, tensors, guardEnd);

    public static float[] Run(IPreparedConv conv, ConvShape shape, Tensors tensors, bool guardEnd) =>
        Run(conv, shape.OutputElements, tensors, guardEnd);

    private static float[] Run(IPreparedConv conv, double outputs, Tensors tensors, bool guardEnd)
    {
        using var x = new GuardedFloats(tensors.X, guardEnd);
        using var weight = new GuardedFloats(tensors.Weight, guardEnd);
        using var bias = new GuardedFloats(tensors.Bias ?? [], guardEnd);
        using var y = new GuardedFloats((int)outputs, guardEnd);
        // Both begin at a cache line, so their ends are those of whole lines.
        using var packed = new GuardedFloats(WholeLines(conv.PackedFloats), guardEnd);
        using var scratch = new GuardedFloats(WholeLines(conv.ScratchFloats), guardEnd);
        float* filters = weight.Pointer, numbers = tensors.Bias is null ? null : bias.Pointer;
        if (conv.PackedFloats > 0)
        {
            conv.Pack(new ConvBuffers(null, filters, numbers, null, packed.Pointer, null), default);
            filters = null;
        }

        conv.Run(new ConvBuffers(x.Pointer, filters, numbers, y.Pointer, filters == null ? packed.Pointer : null, scratch.Pointer),
            default);
        return y.Span.ToArray();
    }

    /// <summary>For each output the size of its partial sums, √(‖w·x‖₂² + y²).</summary>
    public static double[] Sizes(ImageProblem problem, Tensors tensors, float[] exact) =>
        [.. Reference(problem, tensors.Squared()).Zip(exact, (square, y) => Math.Sqrt(square + (double)y * y))];

    /// <summary>
    /// How far a float32 sum of K products may lie from the exact one: 4·u·√K times its size. Each of K steps rounds a partial sum, of
    /// that size, by at most u of it; the errors add up like a random walk with a tenth of this as its standard deviation.
    /// For Winograd's tiles, see <see cref="WinogradError"/>.
    /// </summary>
    public static double[] Tolerance(IConvAlgorithm algorithm, ImageProblem problem, double[] sizes)
    {
        const double unitRoundoff = 1.0 / (1 << 24);
        double terms = problem.Taps + 1;
        double factor = 4;
        if (algorithm is WinogradConvolution winograd)
        {
            int outputs = winograd.Outputs(problem);
            factor = WinogradError.Factor(outputs);
            sizes = LargestOfTiles(sizes, (int)problem.Rows.Out, (int)problem.Columns.Out, outputs);
        }

        return [.. sizes.Select(size => factor * unitRoundoff * Math.Sqrt(terms) * size)];
    }

    /// <summary>Whether sums of whole numbers are exact: constants of tiles of 4×4 are no whole numbers.</summary>
    public static bool IsExactOnWholeNumbers(IConvAlgorithm algorithm, ImageProblem problem) =>
        algorithm is not WinogradConvolution winograd || winograd.Outputs(problem) == 2;

    public static void AssertWithin(double[] tolerance, float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // The message of a difference that is not there would take most of the tests' time.
            double difference = Math.Abs((double)expected[i] - actual[i]);
            if (!(difference <= tolerance[i]))
                Assert.Fail(FormattableString.Invariant($"{what}: output {i} is {actual[i]}, not {expected[i]} ± {tolerance[i]:g3}"));
        }
    }

    public static void AssertSameBits(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToUInt32Bits(expected[i]) != BitConverter.SingleToUInt32Bits(actual[i]))
                Assert.Fail(FormattableString.Invariant($"{what}: output {i} is {actual[i]}, not {expected[i]} to the bit"));
        }
    }

    private static int WholeLines(long floats) => checked((int)Workspace.WholeLines(floats));

    private static double[] LargestOfTiles(double[] sizes, int height, int width, int outputs)
    {
        var largest = new double[sizes.Length];
        for (int i = 0; i < sizes.Length; i++)
        {
            (int plane, int row, int column) = (i / (height * width), i / width % height / outputs * outputs,
                i % width / outputs * outputs);
            for (int r = row; r < Math.Min(height, row + outputs); r++)
            {
                for (int c = column; c < Math.Min(width, column + outputs); c++)
                    largest[i] = Math.Max(largest[i], sizes[(plane * height + r) * width + c]);
            }
        }

        return largest;
    }
}
