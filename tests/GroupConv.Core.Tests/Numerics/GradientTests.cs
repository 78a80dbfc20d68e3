using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GroupConv.Core.Execution;
using GroupConv.Core.Gradients;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;
using GroupConv.Formats;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>Gradients against PyTorch's, against the reference, and against what a gradient is.</summary>
[Collection(Serial.Name)]
public sealed class GradientTests
{
    public static IEnumerable<TheoryDataRow<string>> Names() => Entries()
        .Select(entry => entry.GetProperty("name").GetString()!)
        .Select(name => new TheoryDataRow<string>(name) { TestDisplayName = name });

    public static IEnumerable<TheoryDataRow<int>> Seeds(int count) => Enumerable.Range(1, count)
        .Select(seed => new TheoryDataRow<int>(seed)
        {
            TestDisplayName = FormattableString.Invariant(
            $"{seed}: {GradientCase.Draw(seed, whole: true)}")
        });

    [Fact]
    public void All_vectors_with_gradients_are_tried() => Assert.Equal(66, Entries().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_PyTorch(string name)
    {
        var entry = Entries().Single(entry => entry.GetProperty("name").GetString() == name);
        using var file = NpzFile.Open(Path.Combine(Vectors.Folder, entry.GetProperty("file").GetString()!));
        var spec = Vectors.Spec(entry);
        var conv = ConvLayer.Create(spec, file.Read("weight"), spec.Bias ? file.Read("bias") : null);
        bool exact = entry.GetProperty("values").GetString() == "exact";

        var fast = conv.Backward(file.Read("x"), file.Read("grad_y"));
        Check("fast");
        Variables.With("GROUPCONV_ALGORITHM", "reference", () => fast = conv.Backward(file.Read("x"), file.Read("grad_y")));
        Check("reference");

        void Check(string what)
        {
            CheckOne("grad_x", fast.Input!, 1e-5);
            CheckOne("grad_weight", fast.Weight!, 1e-4);
            Assert.Equal(spec.Bias, fast.Bias is not null);
            if (spec.Bias)
                CheckOne("grad_bias", fast.Bias!, 1e-5);

            void CheckOne(string array, Tensor<float> actual, double tolerance)
            {
                var expected = file.Read(array);
                Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
                float[] numbers = Tensors.Flat(expected);
                if (exact)
                    Computation.AssertSameBits(numbers, Tensors.Flat(actual), $"{what}, {array}");
                else
                    Computation.AssertWithin([.. numbers.Select(value => tolerance + 1e-5 * Math.Abs((double)value))], numbers,
                        Tensors.Flat(actual), $"{what}, {array}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds), 600)]
    public void Random_layers_agree_with_the_reference(int seed)
    {
        var whole = GradientCase.Draw(seed, whole: true);
        var sums = whole.Reference(Tensors.Flat(whole.X), Tensors.Flat(whole.Layer.Weight), Tensors.Flat(whole.GradOutput));
        var fast = whole.Layer.Backward(whole.X, whole.GradOutput);
        Computation.AssertSameBits(sums.Input, Tensors.Flat(fast.Input!), "input");
        Computation.AssertSameBits(sums.Weight, Tensors.Flat(fast.Weight!), "weight");
        if (fast.Bias is not null)
            Computation.AssertSameBits(sums.Bias, Tensors.Flat(fast.Bias), "bias");
        foreach (int lanes in new[] { 1, 4, 8, 16 }.Where(lanes => lanes <= VectorUnit.BestLanes))
        {
            foreach (var way in Enum.GetValues<WeightLanes>().Where(way => WeightGradient.Fits(whole.Shape, lanes, way)))
                Computation.AssertSameBits(sums.Weight, whole.Weight(lanes, way, threads: 3),
                    FormattableString.Invariant($"weight in {lanes} lanes of {way}"));
        }

        var real = GradientCase.Draw(seed, whole: false);
        var (exact, tolerance) = real.Expected();
        fast = real.Layer.Backward(real.X, real.GradOutput);
        Computation.AssertWithin(tolerance.Input, exact.Input, Tensors.Flat(fast.Input!), "input");
        Computation.AssertWithin(tolerance.Weight, exact.Weight, Tensors.Flat(fast.Weight!), "weight");
        if (fast.Bias is not null)
            Computation.AssertWithin(tolerance.Bias, exact.Bias, Tensors.Flat(fast.Bias), "bias");
    }

    /// <summary>⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩ = ⟨w, ∂⟩: a convolution is linear in input and weight.</summary>
    [Theory]
    [MemberData(nameof(Seeds), 60)]
    public void Products_with_the_output_are_products_with_the_gradients(int seed)
    {
        var it = GradientCase.Draw(seed, whole: true);
        float[] biases = it.Layer.Bias is null ? new float[it.Shape.Spec.OutChannels] : Tensors.Flat(it.Layer.Bias);
        var y = Tensors.Flat(Vectors.Forward(it.Layer, it.X, it.OutputSize));
        float[] gradOutput = Tensors.Flat(it.GradOutput);
        var gradients = it.Layer.Backward(it.X, it.GradOutput);
        double output = Dot(y, gradOutput) - (gradients.Bias is null ? 0 : Dot(biases, Tensors.Flat(gradients.Bias)));
        Assert.Equal(output, Dot(Tensors.Flat(it.X), Tensors.Flat(gradients.Input!)));
        Assert.Equal(output, Dot(Tensors.Flat(it.Layer.Weight), Tensors.Flat(gradients.Weight!)));
    }

    /// <summary>(loss(p + h) − loss(p − h)) / 2h for loss = ⟨y, gradOutput⟩, which is exact for whole numbers.</summary>
    [Theory]
    [MemberData(nameof(Seeds), 25)]
    public void Gradients_are_what_central_differences_say(int seed)
    {
        var it = GradientCase.Draw(seed, whole: true, mostMacs: 3e3);
        float[] gradOutput = Tensors.Flat(it.GradOutput);
        var gradients = it.Layer.Backward(it.X, it.GradOutput);
        Differ(it.X, gradients.Input!);
        Differ(it.Layer.Weight, gradients.Weight!);
        if (gradients.Bias is not null)
            Differ(it.Layer.Bias!, gradients.Bias);

        void Differ(Tensor<float> parameters, Tensor<float> gradient)
        {
            float[] values = Tensors.Flat(parameters), expected = Tensors.Flat(gradient);
            for (int i = 0; i < values.Length; i += 1 + values.Length / 40)
            {
                double difference = Loss(values, i, 1) - Loss(values, i, -1);
                Set(parameters, i, values[i]);
                Assert.Equal(difference / 2, expected[i]);
            }

            double Loss(float[] values, int i, float step)
            {
                Set(parameters, i, values[i] + step);
                return Dot(Tensors.Flat(Vectors.Forward(it.Layer, it.X, it.OutputSize)), gradOutput);
            }
        }
    }

    [Theory]
    [InlineData("N4 G4 IC32 OC48 H23 W19 K3x3 S1 P1 D1")]
    [InlineData("N2 G1 IC130 OC70 H14 W14 K3x3 S1 P1 D1")]
    [InlineData("N3 G24 IC24 OC48 H30 W30 K5x5 S2 P2 D1")]
    [InlineData("N1 G1 IC3 OC8 H64 W64 K7x7 S2 P3 D1 reflect")]
    [InlineData("N1 G2 IC64 OC256 H20 W20 K1x1 S1 P0 D1")]
    public void Any_number_of_threads_gives_the_same_bits(string name)
    {
        var it = GradientCase.Of(ConvCase.Parse(name).Shape, 3, whole: false);
        ConvGradients? first = null;
        try
        {
            for (int threads = 1; threads <= 7; threads++)
            {
                ConvExecution.Threads = threads;
                var gradients = it.Layer.Backward(it.X, it.GradOutput);
                first ??= gradients;
                string what = FormattableString.Invariant($"{threads} threads");
                Computation.AssertSameBits(Tensors.Flat(first.Input!), Tensors.Flat(gradients.Input!), what);
                Computation.AssertSameBits(Tensors.Flat(first.Weight!), Tensors.Flat(gradients.Weight!), what);
                if (first.Bias is not null)
                    Computation.AssertSameBits(Tensors.Flat(first.Bias), Tensors.Flat(gradients.Bias!), what);
            }
        }
        finally
        {
            ConvExecution.Threads = null;
        }

        var (exact, tolerance) = it.Expected();
        Computation.AssertWithin(tolerance.Input, exact.Input, Tensors.Flat(first!.Input!), "input");
        Computation.AssertWithin(tolerance.Weight, exact.Weight, Tensors.Flat(first.Weight!), "weight");
    }

    [Fact]
    public void A_forced_algorithm_computes_the_gradient_of_the_input_where_it_can()
    {
        var shape = ConvShape.Infer(ConvSpec.Conv2d(8, 12, 3, padding: 1, groups: 2), [1, 8, 9, 9]);
        Assert.Equal("direct", new GradientPlan(shape, "direct", 1).Input!.Algorithm);
        Assert.Equal("channels", new GradientPlan(shape, "channels", 1).Input!.Algorithm);
        Assert.Equal("winograd", new GradientPlan(shape, "winograd", 1).Input!.Algorithm);
        // Its groups read several channels: the planner's choice.
        Assert.Equal(new GradientPlan(shape, null, 1).Input!.Algorithm, new GradientPlan(shape, "depthwise", 1).Input!.Algorithm);
        Assert.Null(new GradientPlan(shape, "reference", 1).Input);
        Assert.Null(new GradientPlan(shape, "reference", 1).Weight);
        Assert.NotNull(new GradientPlan(shape, "depthwise", 1).Weight);
    }

    // Strips: taps above 3 and columns above a tile's, rows of bands, margins of any width, narrow rows that end within a vector, rows
    // without a narrow one, stride 2.
    [Theory]
    [InlineData("N2 G3 IC6 OC9 H61 W37 K3x3 S1 P1 D1")]
    [InlineData("N1 G4 IC4 OC4 H30 W16 K5x5 S1 P2 D1")]
    [InlineData("N3 G2 IC2 OC4 H9 W70 K7x7 S1 P3 D1")]
    [InlineData("N1 G2 IC4 OC2 H8 W33 K6x2 S1 P5 D1")]
    [InlineData("N2 G1 IC2 OC5 H40 W40 K4x4 S1 P0 D1")]
    [InlineData("N1 G5 IC5 OC5 H3 W3 K3x3 S1 P2 D1")]
    [InlineData("N2 G6 IC6 OC12 H113 W64 K3x3 S2 P1 D1")]
    [InlineData("N1 G2 IC6 OC6 H7 W9 K3x3 S2 P0 D1")]
    [InlineData("N1 G3 IC3 OC3 H10 W35 K3x3 S2 P2 D1")]
    public void Strips_agree_with_the_reference(string name)
    {
        var whole = GradientCase.Of(ConvCase.Parse(name).Shape, 5, whole: true);
        var exact = whole.Reference(Tensors.Flat(whole.X), Tensors.Flat(whole.Layer.Weight), Tensors.Flat(whole.GradOutput)).Weight;
        foreach (int lanes in new[] { 4, 8, 16 }.Where(lanes => WeightGradient.Fits(whole.Shape, lanes, WeightLanes.Strips)
            && lanes <= VectorUnit.BestLanes))
        {
            foreach (int threads in new[] { 1, 5 })
                Computation.AssertSameBits(exact, whole.Weight(lanes, WeightLanes.Strips, threads),
                    FormattableString.Invariant($"{lanes} lanes, {threads} threads"));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public void What_no_tap_meets_makes_no_weight_a_number_that_is_none(int stride, int padding)
    {
        // The last pixel meets the last tap alone where nothing is padded; padded, the last four.
        var conv = new Conv2d(ConvSpec.Conv2d(8, 8, 3, stride: stride, padding: padding, groups: 8), seed: 1);
        var x = Tensors.Input(1, 1, 8, 19, 19);
        var shape = conv.OutputShape(x.Lengths);
        x[0, 7, 18, 18] = float.PositiveInfinity;
        var weight = Tensors.Flat(conv.Backward(x, Tensors.Input(2, [.. shape.Output.Select(length => (nint)length)])).Weight!);
        for (int tap = 0; tap < 9; tap++)
        {
            bool meets = Meets(tap / 3) && Meets(tap % 3);
            Assert.Equal(!meets, float.IsFinite(weight[7 * 9 + tap]));
        }

        Assert.All(weight[..(7 * 9)], value => Assert.True(float.IsFinite(value)));

        bool Meets(int tap) => (18 + padding - tap) % stride == 0 && (18 + padding - tap) / stride < shape.OutSize[0];
    }

    [Fact]
    public void Narrow_images_are_summed_in_vectors_of_groups_or_channels_and_wide_ones_in_pixels()
    {
        Assert.SkipWhen(VectorUnit.BestLanes < 8, "Narrow vectors are filled by other means, too.");
        Assert.Equal(WeightLanes.Groups, Way("N1 G96 IC96 OC96 H7 W7 K5x5 S1 P2 D1"));
        Assert.Equal(WeightLanes.Groups, Way("N1 G128 IC128 OC128 H7 W7 K7x7 S1 P3 D1"));
        Assert.Equal(WeightLanes.Channels, Way("N1 G2 IC128 OC128 H14 W14 K3x3 S1 P1 D1"));
        Assert.Equal(WeightLanes.Strips, Way("N1 G3 IC3 OC9 H64 W64 K3x3 S1 P1 D1"));
        Assert.Equal(WeightLanes.Strips, Way("N1 G96 IC96 OC96 H112 W112 K3x3 S2 P1 D1"));
        Assert.Equal(WeightLanes.Pixels, Way("N1 G3 IC3 OC9 H64 W64 K3x3 S1 P2 D2"));

        static WeightLanes Way(string name) => WeightGradient.For(ConvCase.Parse(name).Shape, 1)!.Way;
    }

    private static IEnumerable<JsonElement> Entries() =>
        Vectors.Load("index.json").GetProperty("cases").EnumerateArray().Where(entry => entry.GetProperty("gradients").GetBoolean());

    private static void Set(Tensor<float> tensor, int i, float value) => Unsafe.Add(ref tensor.GetPinnableReference(), i) = value;

    private static double Dot(float[] a, float[] b) => a.Zip(b, (left, right) => (double)left * right).Sum();
}
