using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Algorithms.Spread;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Parts;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>Lines, volumes and transposed convolutions, which the 2-d engine computes in parts, against plain loops.</summary>
public sealed class PartsTests
{
    // Taps that reach no output, outputs that no tap reaches, input that nothing reads, remainders without outputs, volumes that need no
    // copy, depths taken in turn.
    public static TheoryData<string, LayerCase> Corners() => Named(
        Case(1, false, 3, 5, 1, 1, 0, 1, 1, [2, 3, 1]),
        Case(1, false, 16, 16, 4, 1, ConvPadding.Explicit((3, 0)), 1, 16, [1, 16, 50]),
        Case(1, false, 8, 8, 3, 2, 5, 3, 4, [2, 8, 33], PaddingMode.Circular),
        Case(3, false, 6, 6, 3, 1, 1, 1, 6, [2, 6, 5, 6, 7]),
        Case(3, false, 3, 6, (4, 1, 1), (2, 1, 1), (1, 3, 3), 1, 3, [2, 3, 5, 7, 5]),
        Case(3, false, 4, 6, (3, 1, 1), 1, 0, (2, 1, 1), 2, [2, 4, 9, 5, 5]),
        Case(3, false, 4, 6, (2, 3, 3), (2, 1, 1), 0, (3, 1, 1), 1, [2, 4, 9, 5, 5]),
        Case(3, false, 5, 5, (1, 3, 3), (3, 2, 2), 1, 1, 5, [2, 5, 8, 9, 9], PaddingMode.Reflect),
        Case(3, false, 4, 4, (4, 3, 2), 1, (3, 1, 1), 1, 2, [1, 4, 4, 5, 5], PaddingMode.Circular),
        Case(3, false, 4, 4, 3, 1, (6, 1, 1), (4, 1, 1), 2, [1, 4, 2, 5, 5], PaddingMode.Replicate),
        Case(3, false, 9, 8, (5, 3, 3), 1, 0, 1, 1, [2, 9, 5, 6, 6]),
        Case(1, true, 3, 4, 1, 5, 0, 1, 1, [2, 3, 7]),
        Case(1, true, 3, 4, 2, 7, 0, 1, 1, [2, 3, 3], outputPadding: 6),
        Case(2, true, 4, 6, 3, 1, 0, 1, 2, [2, 4, 5, 5]),
        Case(2, true, 4, 6, 3, 1, 2, 1, 2, [2, 4, 5, 5]),
        Case(2, true, 4, 6, 3, 1, 4, 1, 2, [2, 4, 9, 9]),
        Case(2, true, 8, 8, 4, 2, 1, 1, 8, [1, 8, 9, 21]),
        Case(2, true, 8, 8, 2, 2, 3, 1, 1, [1, 8, 9, 9]),
        Case(2, true, 8, 6, (3, 2), (2, 3), (7, 0), (2, 4), 2, [1, 8, 9, 5], outputPadding: (1, 3)),
        Case(2, true, 8, 6, 3, 2, ConvPadding.Explicit((0, 3), (5, 1)), 1, 2, [1, 8, 9, 9]),
        Case(2, true, 2, 2, 3, 2, 3, 1, 1, [1, 2, 4, 4]),
        Case(3, true, 4, 6, 3, (2, 1, 1), 1, 1, 2, [2, 4, 4, 5, 5]),
        Case(3, true, 4, 6, (1, 2, 3), (3, 2, 1), 0, 1, 2, [2, 4, 3, 4, 5]),
        Case(3, true, 4, 6, 3, 2, 1, (3, 2, 1), 1, [2, 4, 4, 5, 5], outputPadding: (2, 1, 1)));

    public static IEnumerable<TheoryDataRow<string, LayerCase>> RandomLayers() =>
        LayerCase.Cases(1200, stream: 9, seed: 20261123).Select(layer => new TheoryDataRow<string,
            LayerCase>(layer.Name, layer)
        { TestDisplayName = layer.Name });

    [Theory]
    [MemberData(nameof(Corners), DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(RandomLayers), DisableDiscoveryEnumeration = true)]
    public void Parts_agree_with_the_definition_whatever_the_threads(string name, LayerCase layer)
    {
        var shape = layer.Shape;
        var whole = Tensors.Random(shape, 2, whole: true).WithoutNegativeZeros();
        var exact = Computation.Loops(shape, whole);
        Computation.AssertSameBits(exact, Computation.Run(Parts(shape, null, 3).Prepared, shape, whole, guardEnd: true),
            $"{name} by {Parts(shape, null, 3).Algorithm}");
        Computation.AssertSameBits(exact, Computation.Run(Parts(shape, "direct", 2).Prepared, shape, whole, guardEnd: false),
            name + " by direct");

        foreach (int lanes in new[] { 1, 4, 8, 16 }.Where(lanes => lanes <= VectorUnit.BestLanes))
        {
            if (Spread(shape, lanes, 3) is { } spread)
                Computation.AssertSameBits(exact, Computation.Run(spread, shape, whole, guardEnd: true),
                    FormattableString.Invariant($"{name} spread in {lanes} lanes"));
        }

        var real = Tensors.Random(shape, 1, whole: false);
        var y = Computation.Run(Parts(shape, null, 1).Prepared, shape, real, guardEnd: true);
        for (int threads = 2; threads <= 4; threads++)
            Computation.AssertSameBits(y, Computation.Run(Parts(shape, null, threads).Prepared, shape, real, guardEnd: true), name);
        var expected = Computation.Loops(shape, real);
        var squares = Computation.Loops(shape, real.Squared());
        double terms = ConvCost.WeightElements(shape.Spec) / shape.Spec.OutChannels + 1;
        double[] tolerance = [.. squares.Zip(expected, (square, value) =>
            4.0 / (1 << 24) * Math.Sqrt(terms) * Math.Sqrt(square + (double)value * value))];
        Computation.AssertWithin(tolerance, expected, y, name);
    }

    // Odd and even paddings and filters; rows of any stride and dilation; rows that fill vectors and rows that do not; several bands, and
    // rows without taps.
    [Theory]
    [InlineData(1, 2, 1, 1, 2, 1, 0, 0, 4, 9)]
    [InlineData(2, 3, 3, 1, 2, 1, 1, 1, 56, 56)]
    [InlineData(2, 1, 3, 1, 2, 1, 0, 0, 7, 7)]
    [InlineData(1, 4, 4, 1, 2, 1, 1, 0, 70, 33)]
    [InlineData(1, 2, 5, 2, 2, 1, 2, 1, 28, 28)]
    [InlineData(1, 2, 5, 2, 3, 2, 3, 1, 40, 17)]
    [InlineData(1, 2, 7, 1, 1, 3, 3, 1, 14, 64)]
    [InlineData(2, 2, 2, 2, 4, 1, 1, 1, 40, 5)]
    [InlineData(1, 2, 3, 1, 2, 1, 5, 0, 30, 40)]
    public void Columns_that_take_turns_in_registers_agree_with_the_definition(int batch, int groups, int kernel, int channels,
        int rowStride, int dilation, int padding, int more, int height, int width)
    {
        var spec = new ConvSpec(2, true, channels * groups, 3 * groups, kernel, (rowStride, 2), padding, (dilation, 1), groups,
            outputPadding: (more > 0 ? rowStride - 1 : 0, more));
        var shape = ConvShape.Infer(spec, [batch, channels * groups, height, width]);
        var whole = Tensors.Random(shape, 2, whole: true).WithoutNegativeZeros();
        var exact = Computation.Loops(shape, whole);
        foreach (int lanes in new[] { 1, 4, 8, 16 }.Where(lanes => lanes <= VectorUnit.BestLanes))
        {
            foreach (int threads in new[] { 1, 3, 16 })
                Computation.AssertSameBits(exact, Computation.Run(Spread(shape, lanes, threads)!, shape, whole, guardEnd: threads != 3),
                    FormattableString.Invariant($"{lanes} lanes, {threads} threads"));
        }

        Assert.Equal("spread", Planner.Plan(shape, default, 1).Algorithm);
    }

    [Fact]
    public void Layers_take_views_and_empty_batches()
    {
        foreach (var layer in LayerCase.Cases(60, stream: 3, seed: 11))
        {
            var conv = ConvLayer.Create(layer.Spec, seed: 4);
            var x = Tensors.Input(5, layer.Lengths);
            var y = conv.Forward(x);
            // The same numbers inside a larger tensor whose dimensions are in reverse.
            int[] reverse = [.. Enumerable.Range(0, layer.Lengths.Length).Reverse()];
            var room = Tensor.CreateFromShape<float>([.. reverse.Select(d => layer.Lengths[d] + 2)]);
            var view = Tensor.PermuteDimensions(room, reverse).Slice([.. layer.Lengths.Select(length => new NRange(1, length + 1))]);
            x.CopyTo(view);
            Computation.AssertSameBits(Tensors.Flat(y), Tensors.Flat(conv.Forward(view)), layer.Name);
            nint[] none = [.. layer.Lengths];
            none[0] = 0;
            Assert.Equal([0, .. y.Lengths[1..]], conv.Forward(Tensor.CreateFromShape<float>(none)).Lengths.ToArray());
            var first = Tensors.Flat(x)[..(int)(x.FlattenedLength / x.Lengths[0])];
            var unbatched = conv.Forward(Tensor.Create(first, layer.Lengths.AsSpan(1)));
            Assert.Equal(y.Lengths[1..].ToArray(), unbatched.Lengths.ToArray());
            Computation.AssertSameBits(Tensors.Flat(y)[..(int)unbatched.FlattenedLength], Tensors.Flat(unbatched), layer.Name);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void A_prepared_layer_gives_the_same_bits_and_allocates_nothing(int dims, bool transposed)
    {
        var spec = new ConvSpec(dims, transposed, 8, 12, 3, 2, 1, groups: 4, outputPadding: transposed ? 1 : 0);
        var conv = ConvLayer.Create(spec, seed: 1);
        var x = Tensors.Input(2, [2, 8, .. Enumerable.Repeat((nint)9, dims)]);
        var expected = conv.Forward(x);
        using var prepared = conv.Prepare(x.Lengths);
        var y = Tensor.CreateFromShape<float>(expected.Lengths);
        prepared.Forward(x, y);
        // The runtime's own work on a method's first calls (tables, recompiling) is charged to the thread that happens to do it. What a
        // call needs, every batch needs.
        long least = long.MaxValue;
        for (int batch = 0; batch < 20 && least > 0; batch++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
                prepared.Forward(x, y);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Computation.AssertSameBits(Tensors.Flat(expected), Tensors.Flat(y), spec.ToString());
    }

    [Fact]
    public void An_output_size_is_an_output_padding()
    {
        var conv = new ConvTranspose2d(4, 6, 3, stride: (2, 3), padding: 1, groups: 2, seed: 3);
        var x = Tensors.Input(4, 2, 4, 5, 5);
        foreach ((int height, int width) in new[] { (9, 13), (10, 13), (9, 15), (10, 14) })
        {
            var padded = new ConvTranspose2d(
                new ConvSpec(2, true, 4, 6, 3, (2, 3), 1, groups: 2, outputPadding: (height - 9, width - 13)), conv.Weight, conv.Bias);
            var expected = Tensors.Flat(padded.Forward(x));
            Computation.AssertSameBits(expected, Tensors.Flat(conv.Forward(x, [height, width])), "output_size");
            Computation.AssertSameBits(expected, Tensors.Flat(conv.Forward(x, outputSize: [2, 6, height, width])), "all lengths");
            using var prepared = conv.Prepare(x.Lengths, [height, width]);
            Computation.AssertSameBits(expected, Tensors.Flat(prepared.Forward(x)), "prepared");
            Assert.Equal([height, width], conv.Plan(x.Lengths, [height, width]).Shape.OutSize);
        }
    }

    [Fact]
    public void A_layer_of_many_strides_falls_back_to_the_definition()
    {
        var conv = new ConvTranspose3d(2, 2, (9, 9, 9), stride: 26);
        var plan = conv.Plan([1, 2, 2, 2, 2]);
        Assert.Equal("reference", plan.Algorithm);
        Assert.Equal("plain loops in double: correct for every shape, but slow; stride=26 would make more than 16384 parts", plan.Reason);
        Assert.Equal([1, 2, 35, 35, 35], conv.Forward(Tensors.Input(1, 1, 2, 2, 2, 2)).Lengths.ToArray());
    }

    [Fact]
    public void A_plan_tells_its_parts_in_any_culture()
    {
        var plan = new ConvTranspose2d(8, 8, 4, stride: 2, padding: 1).Plan([1, 8, 20, 20]);
        Assert.Contains("4 parts", plan.Blocking, StringComparison.Ordinal);
        Assert.StartsWith("ConvTranspose2d(8, 8, kernel_size=4, stride=2, padding=1) on [1, 8, 20, 20]: ", Cultures.InGerman(plan.ToString),
            StringComparison.Ordinal);
        Assert.Equal(plan.ToMultilineString(), Cultures.InGerman(plan.ToMultilineString));
        Assert.Contains("planes copied", new Conv3d(8, 8, 3, padding: 1).Plan([1, 8, 6, 9, 9]).Blocking, StringComparison.Ordinal);
        Assert.DoesNotContain("planes copied", new Conv3d(8, 8, 3, groups: 8).Plan([1, 8, 6, 9, 9]).Blocking, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 2, 2, 8, 1)]
    [InlineData(2, 2, 2, 4, 1)]
    [InlineData(3, 3, 3, 27, 1)]
    [InlineData(3, 4, 2, 8, 8)]
    public void Parts_that_differ_only_in_their_filters_share_a_plan(int dims, int kernel, int stride, int parts, int plans)
    {
        var spec = new ConvSpec(dims, true, 8, 12, kernel, stride, kernel == 4 ? 1 : 0, groups: 2);
        var layer = LayerParts.Of(ConvShape.Infer(spec, [2, 8, .. Enumerable.Repeat((nint)6, dims)]), out _)!;
        Assert.Equal(parts, layer.Parts.Count);
        var planned = new PartPlans(layer, spec, null, 1);
        foreach (var part in layer.Parts)
            planned.Plan(part);
        Assert.Equal(plans, planned.Count);
    }

    [Fact]
    public void Problems_are_equal_where_their_numbers_are()
    {
        var shape = ConvCase.Parse("N2 G2 IC4 OC6 H9 W11 K3x2 S2x1 P1 D1").Shape;
        var layout = new ImageLayout(2, [0, 9], 20, 10, [0, 5], 40, 20);
        Assert.Equal(ImageProblem.Of(shape), ImageProblem.Of(shape));
        Assert.Equal(ImageProblem.Of(shape).GetHashCode(), ImageProblem.Of(shape).GetHashCode());
        Assert.Equal(layout, layout with { InputOffsets = [0, 9], OutputOffsets = [0, 5] });
        Assert.NotEqual(layout, layout with { InputOffsets = [0, 8] });
        Assert.Equal(FilterLayout.Dense(6, 4, 1, 3), new FilterLayout(72, 18, 0, 6, 3, 1, 99, 0, 1, 99, 3, 1).Normalized());
        Assert.Equal([0, 3, 6, 9, 12, 15], FilterLayout.Dense(6, 4, 1, 3).InputPlaces());
    }

    [Fact]
    public void A_part_may_leave_pixels_at_the_edge_unread()
    {
        var random = new SplitMix64(8);
        foreach (var layer in CaseGenerator.Cases(150, stream: 5, seed: 3).Where(layer => layer.Mode == PaddingMode.Zeros))
        {
            // A convolution of an image's inside, and one of the image with as much negative padding.
            var inside = layer.Problem;
            int[] cut = [.. Enumerable.Range(0, 4).Select(_ => (int)(2 + 2 * random.NextSymmetric(1)))];
            if (!inside.IsUnpadded)
                continue;
            long height = inside.Rows.In + cut[0] + cut[1], width = inside.Columns.In + cut[2] + cut[3];
            var part = new ImageProblem(
                inside.Batch,
                inside.Groups,
                inside.InChannels,
                inside.OutChannels,
                inside.Rows with { In = height, Before = -cut[0], After = -cut[1] },
                inside.Columns with { In = width, Before = -cut[2], After = -cut[3] },
                bias: inside.Bias);
            var tensors = Tensors.Random(part, 6, whole: true);
            float[] x = new float[(int)(inside.InputBytes / sizeof(float))];
            for (int i = 0; i < x.Length; i++)
            {
                (long row, long column) = Math.DivRem(i, inside.Columns.In);
                (long plane, row) = Math.DivRem(row, inside.Rows.In);
                x[i] = tensors.X[(plane * height + row + cut[0]) * width + column + cut[2]];
            }

            var expected = Computation.Reference(inside, tensors with { X = x });
            foreach ((string algorithm, var row) in Computation.Fast(part).Where(fast =>
                Computation.IsExactOnWholeNumbers(fast.Algorithm, part)))
                Computation.AssertSameBits(expected, Computation.Run(row, part, tensors, 2, guardEnd: true), $"{algorithm}: {layer.Name}");
        }
    }

    private static IPreparedConv? Spread(ConvShape shape, int lanes, int threads) =>
        new SpreadConvolution(lanes).OfferWhole(shape, threads)?.Way?.Build(FilterLayout.None);

    private static PlannedConv Parts(ConvShape shape, string? algorithm, int threads)
    {
        var plan = Planner.PlanParts(shape, algorithm, threads);
        Assert.NotEqual("reference", plan.Algorithm);
        return plan;
    }

    private static LayerCase Case(
        int dims, bool transposed, int inChannels, int outChannels, IntTuple kernel, IntTuple stride, ConvPadding padding,
            IntTuple dilation, int groups, nint[] lengths, PaddingMode mode = PaddingMode.Zeros, IntTuple? outputPadding = null) =>
        new(new ConvSpec(dims, transposed, inChannels, outChannels, kernel, stride, padding, dilation, groups, true, mode, outputPadding),
            lengths);

    private static TheoryData<string, LayerCase> Named(params LayerCase[] layers)
    {
        var data = new TheoryData<string, LayerCase>();
        foreach (var layer in layers)
            data.Add(layer.Name, layer);
        return data;
    }
}
