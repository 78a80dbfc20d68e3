using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Core.Tests.Support;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>Infinities, NaN and −0 in weights, inputs and gradients reach what the definition says, whichever row computes.</summary>
public sealed class NonFiniteTests
{
    // Also run with other instructions, where the names of the widest rows mean narrower ones.
    private static readonly (ConvSpec Spec, nint[] Lengths)[] s_layers =
    [
        (ConvSpec.Conv2d(3, 4, 3, padding: 1), [2, 3, 5, 6]),
        (ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 8), [1, 8, 7, 9]),
        (ConvSpec.Conv2d(16, 16, 5, padding: 2, groups: 16), [1, 16, 8, 8]),
        (ConvSpec.Conv2d(16, 32, 3, padding: 1, groups: 2), [1, 16, 7, 7]),
        (ConvSpec.Conv2d(32, 32, 3, padding: 1), [1, 32, 14, 14]),
        (ConvSpec.Conv2d(32, 32, 3, stride: 2, padding: 1), [1, 32, 9, 10]),
        (ConvSpec.Conv2d(4, 6, (7, 1), padding: (3, 0), groups: 2, bias: false), [1, 4, 17, 17]),
        (ConvSpec.Conv2d(6, 6, 1, padding: 1), [1, 6, 3, 3]),
        (ConvSpec.Conv2d(4, 4, 3, padding: 2, dilation: 2, paddingMode: PaddingMode.Reflect), [1, 4, 6, 6]),
        (ConvSpec.Conv1d(4, 8, 5, padding: ConvPadding.Explicit((4, 0)), groups: 4), [2, 4, 19]),
        (ConvSpec.Conv3d(4, 4, 3, padding: 1, groups: 2), [1, 4, 3, 5, 4]),
        (ConvSpec.ConvTranspose1d(1, 1, 3, bias: false), [1, 1, 2]),
        (ConvSpec.ConvTranspose1d(4, 4, 4, stride: 3, padding: 1, groups: 2, outputPadding: 2), [2, 4, 7]),
        (ConvSpec.ConvTranspose2d(2, 2, 3, stride: 2, padding: 1, groups: 2), [1, 2, 5, 9]),
        (ConvSpec.ConvTranspose2d(16, 16, 4, stride: 2, padding: 1), [1, 16, 7, 7]),
        (ConvSpec.ConvTranspose2d(8, 12, 3, padding: 1, groups: 4), [1, 8, 6, 7]),
        (ConvSpec.ConvTranspose2d(3, 3, 2, stride: 3, dilation: 2), [1, 3, 4, 4]),
        (ConvSpec.ConvTranspose3d(2, 4, 3, stride: (1, 2, 2), padding: 1, groups: 2), [1, 2, 3, 4, 3]),
    ];

    private static readonly float[] s_wild = [float.PositiveInfinity, float.NegativeInfinity, float.NaN];

    public static TheoryData<int> Layers => [.. Enumerable.Range(0, s_layers.Length)];

    [Fact]
    public void An_infinite_weight_of_a_transposed_layer_stays_where_PyTorch_has_it()
    {
        var spec = new ConvSpec(1, true, 1, 1, 3, bias: false);
        var conv = new ConvTranspose1d(spec, Tensor.Create([float.PositiveInfinity, 1f, 1f], [1, 1, 3]));
        var x = Tensor.Create([1f, 2f], [1, 1, 2]);
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, 3, 2], Tensors.Flat(conv.Forward(x)));
        using var prepared = conv.Prepare(x.Lengths);
        Assert.Equal([float.PositiveInfinity, float.PositiveInfinity, 3, 2], Tensors.Flat(prepared.Forward(x)));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Wild_weights_give_what_the_definition_gives(int layer) => Each(layer, (spec, lengths, seed) =>
    {
        var (x, weight, bias) = Numbers(spec, lengths, seed);
        Pierce(weight, seed);
        return (x, weight, bias);
    });

    [Theory]
    [MemberData(nameof(Layers))]
    public void Wild_inputs_give_what_the_definition_gives(int layer) => Each(
        layer,
        (spec, lengths, seed) =>
        {
            var (x, weight, bias) = Numbers(spec, lengths, seed);
            Pierce(x, seed);
            return (x, weight, bias);
        },
        // docs/winograd.md: it reaches all outputs of the tiles that read it.
        winograd: false);

    [Theory]
    [MemberData(nameof(Layers))]
    public void Signs_of_zero_are_the_definitions(int layer) => Each(layer, (spec, lengths, seed) =>
    {
        var random = new SplitMix64((ulong)seed);
        var (x, weight, bias) = Numbers(spec, lengths, seed);
        foreach (var values in new[] { x, weight, bias ?? [] })
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = values == bias ? -0f : random.Next() % 2 == 0 ? -0f : values == x ? 0 : MathF.Round(2 * values[i]);
        }

        return (x, weight, bias);
    });

    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_of_wild_numbers_are_the_definitions(int layer)
    {
        (var spec, nint[] lengths) = s_layers[layer];
        var shape = ConvShape.Infer(spec, lengths);
        for (int wild = 0; wild < 3; wild++)
        {
            for (int seed = 1; seed <= 4; seed++)
            {
                var (xs, weights, bias) = Numbers(spec, lengths, seed);
                float[] gradients = Tensors.Flat(Tensors.Input(seed + 50, [.. shape.Output.AsSpan()]));
                Pierce(wild == 0 ? xs : wild == 1 ? weights : gradients, seed);
                Tensor<float> x = Tensor.Create(xs, lengths), weight = Tensor.Create(weights, spec.WeightShape),
                    gradOutput = Tensor.Create(gradients, shape.Output);
                var exact = ConvReference.Backward(spec, x, weight, gradOutput);
                var conv = ConvLayer.Create(spec, weight, bias is null ? null : Tensor.Create(bias, [bias.Length]));
                var actual = conv.Backward(x, gradOutput);
                string what = $"{spec}, {(wild == 0 ? "x" : wild == 1 ? "weight" : "gradient")} {seed}";
                Same(exact.Input, actual.Input!, "input of " + what);
                Same(exact.Weight, actual.Weight!, "weight of " + what);
                if (spec.Bias)
                    Same(exact.Bias!, actual.Bias!, "bias of " + what);
            }
        }
    }

    [Fact]
    public void Every_place_of_a_weight_is_looked_at()
    {
        foreach (int count in new[] { 1, 3, 31, 32, 33, 64, 200, 70_000 })
        {
            float[] values = [.. Enumerable.Repeat(float.MaxValue, count)];
            values[count / 2] = -float.Epsilon;
            Assert.False(IsWild(values));
            foreach (float wild in s_wild)
            {
                for (int place = 0; place < count; place += count < 1000 ? 1 : 9_973)
                {
                    float kept = values[place];
                    values[place] = wild;
                    Assert.True(IsWild(values), FormattableString.Invariant($"{wild} at {place} of {count}"));
                    values[place] = kept;
                }
            }
        }
    }

    [Fact]
    public void Wild_weights_are_computed_into_views_and_by_prepared_layers_after_the_weight_changed()
    {
        var conv = new Conv2d(4, 4, 3, padding: 1, groups: 2, seed: 1);
        conv.Weight[1, 0, 0, 0] = float.NegativeInfinity;
        var room = Tensor.CreateFromShape<float>([2, 8, 5, 5]);
        Tensors.Input(3, 2, 8, 5, 5).CopyTo(room);
        var x = room.Slice([NRange.All, new NRange(0, 4), NRange.All, NRange.All]);
        var expected = ConvReference.Forward(conv.Spec, x, conv.Weight, conv.Bias);
        using var prepared = conv.Prepare(x.Lengths);
        conv.Weight[1, 0, 0, 0] = 0;
        var y = room.Slice([NRange.All, new NRange(4, 8), NRange.All, NRange.All]);
        prepared.Forward(x, y);
        Same(expected, y, "prepared");
        Same(ConvReference.Forward(conv.Spec, x, conv.Weight, conv.Bias), conv.Forward(x), "finite again");
    }

    private static void Each(
        int layer, Func<ConvSpec, nint[], int, (float[] X, float[] Weight, float[]? Bias)> draw, bool winograd = true)
    {
        (var spec, nint[] lengths) = s_layers[layer];
        int ran = 0;
        for (int seed = 1; seed <= 4; seed++)
        {
            (float[] xs, float[] weights, float[]? numbers) = draw(spec, lengths, seed);
            Tensor<float> x = Tensor.Create(xs, lengths), weight = Tensor.Create(weights, spec.WeightShape);
            var bias = numbers is null ? null : Tensor.Create(numbers, [numbers.Length]);
            var exact = ConvReference.Forward(spec, x, weight, bias);
            var conv = ConvLayer.Create(spec, weight, bias);
            foreach (string name in AlgorithmTable.Rows.Select(row => row.Name).Append(""))
            {
                if (!winograd && name.StartsWith("winograd", StringComparison.Ordinal))
                    continue;
                var options = new ConvOptions { Algorithm = name, Threads = seed % 2 + 1 };
                try
                {
                    Same(exact, conv.Forward(x, options), $"{spec} by {name}, {seed}");
                }
                catch (ConvException refusal) when (refusal.Parameter == "algorithm")
                {
                    continue;
                }

                using var prepared = conv.Prepare(x.Lengths, options);
                Same(exact, prepared.Forward(x), $"{spec} prepared by {name}, {seed}");
                ran++;
            }
        }

        // The planner's choice, the reference and one row more.
        Assert.True(ran >= 4 * 3, $"{spec}: {ran}");
    }

    private static (float[] X, float[] Weight, float[]? Bias) Numbers(ConvSpec spec, nint[] lengths, int seed)
    {
        var tensors = Tensors.Random(ConvShape.Infer(spec, lengths), seed, whole: false);
        return (tensors.X, tensors.Weight, tensors.Bias);
    }

    private static void Pierce(float[] values, int seed)
    {
        var random = new SplitMix64((ulong)seed);
        for (int i = 0; i < seed; i++)
            values[random.Next() % (ulong)values.Length] = s_wild[random.Next() % (ulong)s_wild.Length];
    }

    private static unsafe bool IsWild(float[] values)
    {
        fixed (float* first = values)
            return NonFinite.IsAmong(first, values.Length, threads: 2, default);
    }

    private static void Same(Tensor<float> expected, Tensor<float> actual, string what)
    {
        float[] exact = Tensors.Flat(expected), values = Tensors.Flat(actual);
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        for (int i = 0; i < exact.Length; i++)
        {
            bool isSame = float.IsNaN(exact[i]) ? float.IsNaN(values[i])
                : float.IsInfinity(exact[i]) ? exact[i] == values[i]
                : Math.Abs(exact[i] - values[i]) <= 1e-4 && (exact[i] != 0 || float.IsNegative(exact[i]) == float.IsNegative(values[i]));
            if (!isSame)
                Assert.Fail(FormattableString.Invariant($"{what}: element {i} is {values[i]}, not {exact[i]}"));
        }
    }
}
